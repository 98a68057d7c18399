import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { APP_GUARD, APP_PIPE } from '@nestjs/core';
import { checkConditionalHeaders } from '#conditional-requests';
import { checkIdempotencyKey, IdempotencyModule } from '#idempotency';
import { OpenApiModule } from '#openapi';
import { DatabaseMonitor } from '#postgres';
import { ProblemDetailsModule } from '#problem-details';
import { checkContentRange, ServesHtml, StrictHttpModule } from '#strict-http';
import { BodyValidationPipe, ParametersGuard } from '#validation';
import { AuthGuard } from './auth/auth.guard.js';
import { AuthModule } from './auth/auth.module.js';
import { Public } from './auth/public.decorator.js';
import { Config } from './config/config.js';
import { DatabaseModule, toDatabaseProblem } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { ImportsModule } from './imports/imports.module.js';
import { ItemsModule } from './items/items.module.js';
import { UsersModule } from './users/users.module.js';

@Module({
  imports: [
    DatabaseModule,
    AuthModule,
    ItemsModule,
    UsersModule,
    ImportsModule,
    HealthModule,
    StrictHttpModule,
    IdempotencyModule.forRootAsync({
      inject: [Config],
      useFactory: ({ tokenSecret }: Config) => ({
        secret: tokenSecret,
        findCaller: (request) => request.user?.id,
      }),
    }),
    ProblemDetailsModule.forRootAsync({
      decorators: [Public(), ServesHtml()],
      inject: [Config, DatabaseMonitor],
      useFactory: ({ basePath, isProduction }: Config, monitor: DatabaseMonitor) => ({
        basePath,
        logsErrorMessages: !isProduction,
        toProblem: (error) => toDatabaseProblem(error, monitor),
      }),
    }),
  ],
  // The order is that of precedence, after `HTTP_CHECKS`: 401, then 400 of a parameter, then 422 of a body.
  providers: [
    { provide: APP_GUARD, useClass: AuthGuard },
    {
      provide: APP_GUARD,
      useValue: new ParametersGuard([
        checkConditionalHeaders,
        checkContentRange,
        checkIdempotencyKey,
      ]),
    },
    { provide: APP_PIPE, useClass: BodyValidationPipe },
  ],
})
export class AppModule {
  /** @param imports further modules; the demo and tests bring some */
  static forRoot(config: Config, imports: ModuleMetadata['imports'] = []): DynamicModule {
    const docs = config.docs ? [OpenApiModule.forRoot({ decorators: [Public()] })] : [];
    return {
      module: AppModule,
      // So that every module can inject the settings: `constructor(private readonly config: Config)`.
      global: true,
      providers: [{ provide: Config, useValue: config }],
      exports: [Config],
      imports: [...docs, ...imports],
    };
  }
}
