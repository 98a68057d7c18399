import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { JobQueue } from './job-queue.js';
import { QUEUE_OPTIONS, type QueueOptions } from './queue.options.js';

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<QueueOptions>({
  optionsInjectionToken: QUEUE_OPTIONS,
})
  .setClassMethodName('forRoot')
  .build();

/** Sends jobs, and works on them once the application listens. */
@Module({ providers: [JobQueue], exports: [JobQueue] })
export class QueueModule extends ConfigurableModuleClass {}
