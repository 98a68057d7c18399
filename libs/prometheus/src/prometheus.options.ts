export interface PrometheusOptions {
  /** 0 takes a free one. */
  port: number;
  /** The host name or IP address to listen on. */
  host: string;
  /** What the application measures itself, by the names of the metrics; none by default. */
  gauges?: Record<string, GaugeOptions>;
}

export interface GaugeOptions {
  /** A sentence about the metric, for who reads the scrape. */
  help: string;
  /** Called at each scrape. */
  read: () => number;
}

/** The injection token of the options. */
export const PROMETHEUS_OPTIONS = Symbol('options of prometheus');
