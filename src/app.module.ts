import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { AuthModule } from './auth/auth.module.js';
import type { Database } from './database/database.js';
import { DatabaseModule } from './database/database.module.js';
import { DatabaseProblemFilter } from './database/database-errors.js';
import { DocsModule } from './docs/docs.module.js';
import { HealthModule } from './health/health.module.js';
import { BodyPipe } from './http/body.pipe.js';
import { ItemsModule } from './items/items.module.js';
import { UsersModule } from './users/users.module.js';

/** What the service is made of, besides credentials; each has its routes. */
export const MODULES = [ItemsModule, UsersModule, HealthModule, DocsModule];

@Module({})
export class AppModule {
  static forRoot(database: Database, tokenSecret: string): DynamicModule {
    return {
      module: AppModule,
      imports: [DatabaseModule.forRoot(database), AuthModule.forRoot(tokenSecret), ...MODULES],
      providers: [
        { provide: APP_PIPE, useClass: BodyPipe },
        { provide: APP_FILTER, useClass: DatabaseProblemFilter },
      ],
    };
  }
}
