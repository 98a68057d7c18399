import type { DynamicModule } from '@nestjs/common';
import type pg from 'pg';
import { DataSource } from 'typeorm';
import { FastLane } from '#postgres';
import { PrometheusModule } from '#prometheus';
import type { Config } from './config/config.js';

/** What Prometheus gets at METRICS_PORT. Imported only where that is set, so that it costs nothing elsewhere. */
export function createMetricsModule({ host, metricsPort: port = 0 }: Config): DynamicModule {
  return PrometheusModule.forRootAsync({
    inject: [DataSource, FastLane],
    useFactory: (dataSource: DataSource, lane: FastLane) => {
      const { master: pool } = dataSource.driver as unknown as { master: pg.Pool };
      return {
        port,
        host,
        gauges: {
          database_pool_connections: {
            help: 'Connections of the pool, at most DATABASE_POOL.',
            read: () => pool.totalCount,
          },
          database_pool_idle_connections: {
            help: 'Connections of the pool that nothing uses.',
            read: () => pool.idleCount,
          },
          database_pool_waiting_requests: {
            help: 'Requests that wait for a connection of the pool.',
            read: () => pool.waitingCount,
          },
          database_fast_lane_statements: {
            help: 'Statements on the shared connections that have no result yet.',
            read: () => lane.inFlight,
          },
        },
      };
    },
  });
}
