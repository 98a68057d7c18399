import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { MetricsServer } from './metrics-server.js';
import { PROMETHEUS_OPTIONS, type PrometheusOptions } from './prometheus.options.js';

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<PrometheusOptions>({
  optionsInjectionToken: PROMETHEUS_OPTIONS,
})
  .setClassMethodName('forRoot')
  .build();

/** Measures every response and the process, and serves the metrics at a port of their own. */
@Module({ providers: [MetricsServer], exports: [MetricsServer] })
export class PrometheusModule extends ConfigurableModuleClass {}
