import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { Config } from '../config/config.js';
import { Limits } from '../config/limits.js';
import { TYPE_PARSERS } from './iso-timestamp.js';
import { CreateUsers1700000000000 } from './migrations/1700000000000-create-users.js';
import { CreateItems1700000000001 } from './migrations/1700000000001-create-items.js';
import { PooledClient } from './pooled-client.js';

/** Every migration, in the order in which they run. */
const MIGRATIONS = [CreateUsers1700000000000, CreateItems1700000000001];

/** How TypeORM connects, for the requests of clients. */
export function createDataSourceOptions({
  databaseUrl,
  databasePoolSize,
  transactionPooling,
  limits,
}: Pick<
  Config,
  'databaseUrl' | 'databasePoolSize' | 'transactionPooling' | 'limits'
>): PostgresDataSourceOptions {
  return {
    ...createMigrationOptions(databaseUrl, limits),
    poolSize: databasePoolSize,
    extra: {
      Client: PooledClient,
      keepAlive: true,
      keepAliveInitialDelayMillis: limits.keepAliveDelayMs,
      types: TYPE_PARSERS,
      // PgBouncer refuses this parameter; the client's own timeout below still applies.
      statement_timeout: transactionPooling ? 0 : limits.statementTimeoutMs,
      query_timeout: limits.responseDeadlineMs,
    },
  };
}

/** How TypeORM connects for migrations: without a time limit. */
export function createMigrationOptions(
  databaseUrl: string | undefined,
  limits = new Limits(),
): PostgresDataSourceOptions {
  return {
    type: 'postgres',
    url: databaseUrl,
    poolSize: 1,
    connectTimeoutMS: limits.connectionTimeoutMs,
    migrations: MIGRATIONS,
    // `@Generated('uuid')` becomes gen_random_uuid(), which PostgreSQL has without an extension.
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    // TypeORM would log the parameters of a failed statement, such as a password's hash.
    logging: false,
  };
}
