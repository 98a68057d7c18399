import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AuthModule } from './auth/auth.module.js';
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
  static forRoot(dataSource: DataSource, tokenSecret: string): DynamicModule {
    return {
      module: AppModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ type: 'postgres' }),
          dataSourceFactory: () => Promise.resolve(dataSource),
        }),
        AuthModule.forRoot(tokenSecret),
        ...MODULES,
      ],
      providers: [
        { provide: APP_PIPE, useClass: BodyPipe },
        { provide: APP_FILTER, useClass: DatabaseProblemFilter },
      ],
    };
  }
}
