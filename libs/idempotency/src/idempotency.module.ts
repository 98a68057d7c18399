import { ConfigurableModuleBuilder, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdempotencyKey } from './idempotency-key.entity.js';
import {
  IDEMPOTENCY_OPTIONS,
  type IdempotencyOptions,
  IdempotencyService,
} from './idempotency.service.js';

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<IdempotencyOptions>({
  optionsInjectionToken: IDEMPOTENCY_OPTIONS,
})
  .setClassMethodName('forRoot')
  .build();

/** Provides `IdempotencyService` everywhere. The table of `IdempotencyKey` is made by a migration of the application. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([IdempotencyKey])],
  providers: [IdempotencyService],
  exports: [IdempotencyService],
})
export class IdempotencyModule extends ConfigurableModuleClass {}
