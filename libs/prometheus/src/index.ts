export { MetricsServer } from './metrics-server.js';
export { PrometheusModule } from './prometheus.module.js';
export type { GaugeOptions, PrometheusOptions } from './prometheus.options.js';
