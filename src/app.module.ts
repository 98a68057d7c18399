import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AuthGuard } from './auth/auth.guard.js';
import { AuthModule } from './auth/auth.module.js';
import type { Config } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { DatabaseProblemFilter } from './database/database-problem.filter.js';
import { DemoModule } from './demo/demo.module.js';
import { FastLaneModule } from './fast-lane/fast-lane.module.js';
import { HealthModule } from './health/health.module.js';
import { ParametersGuard } from './http/parameters.guard.js';
import { BodyValidationPipe } from './http/validation.pipe.js';
import { ItemsModule } from './items/items.module.js';
import { OpenApiModule } from './openapi/openapi.module.js';
import { TourModule } from './tour/tour.module.js';
import { UsersModule } from './users/users.module.js';

@Module({
  imports: [
    DatabaseModule,
    FastLaneModule,
    AuthModule,
    ItemsModule,
    UsersModule,
    DemoModule,
    HealthModule,
    OpenApiModule,
  ],
  providers: [
    // In this order: a 401 comes before the 400 of a parameter, and that before the 422 of a body.
    { provide: APP_GUARD, useClass: AuthGuard },
    { provide: APP_GUARD, useClass: ParametersGuard },
    { provide: APP_PIPE, useClass: BodyValidationPipe },
    { provide: APP_FILTER, useClass: DatabaseProblemFilter },
  ],
})
export class AppModule {
  /** @param imports further modules; tests bring some */
  static forRoot(config: Config, imports: ModuleMetadata['imports'] = []): DynamicModule {
    const tour = (config.tour ?? !config.isProduction) ? [TourModule] : [];
    return { module: AppModule, imports: [ConfigModule.forRoot(config), ...tour, ...imports] };
  }
}
