import type { DataSourceOptions } from 'typeorm';
import { TYPE_PARSERS } from './iso-timestamp.js';
import { applySessionSettings, PooledClient } from './clients.js';
import { PostgresLimits, type PostgresOptions } from './postgres.options.js';

export type PostgresDataSourceOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

/** How TypeORM connects, for the requests of clients. Migrations and entities are the application's. */
export function toDataSourceOptions({
  databaseUrl: url,
  databasePoolSize = 10,
  transactionPooling = false,
  limits,
}: PostgresOptions): PostgresDataSourceOptions {
  const { connectionTimeoutMs, keepAliveDelayMs, statementTimeoutMs, responseDeadlineMs } = {
    ...new PostgresLimits(),
    ...limits,
  };
  return {
    type: 'postgres',
    url,
    poolSize: databasePoolSize,
    connectTimeoutMS: connectionTimeoutMs,
    // `@Generated('uuid')` becomes gen_random_uuid(), which PostgreSQL has without an extension.
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    // TypeORM would log the parameters of a failed statement, such as a password's hash.
    logging: false,
    extra: {
      Client: PooledClient,
      onConnect: applySessionSettings,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveDelayMs,
      types: TYPE_PARSERS,
      // PgBouncer refuses this parameter; the client's own timeout below still applies.
      statement_timeout: transactionPooling ? 0 : statementTimeoutMs,
      query_timeout: responseDeadlineMs,
    },
  };
}
