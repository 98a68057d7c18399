import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { Config } from '../config/config.js';
import { LIMITS } from '../config/limits.js';
import { TYPE_PARSERS } from './iso-timestamp.js';
import { CreateUsersAndItems1700000000000 } from './migrations/1700000000000-create-users-and-items.js';
import { IndexTags1700000000001 } from './migrations/1700000000001-index-tags.js';
import { AddPasswordVersion1700000000002 } from './migrations/1700000000002-add-password-version.js';
import { PooledClient } from './pooled-client.js';

/** Every migration, in the order in which they run. */
const MIGRATIONS = [
  CreateUsersAndItems1700000000000,
  IndexTags1700000000001,
  AddPasswordVersion1700000000002,
];

/** How TypeORM connects, for the requests of clients. */
export function createDataSourceOptions({
  databaseUrl,
  databasePoolSize,
  transactionPooling,
}: Pick<
  Config,
  'databaseUrl' | 'databasePoolSize' | 'transactionPooling'
>): PostgresDataSourceOptions {
  return {
    ...createMigrationOptions(databaseUrl),
    poolSize: databasePoolSize,
    extra: {
      Client: PooledClient,
      keepAlive: true,
      keepAliveInitialDelayMillis: LIMITS.keepAliveDelayMs,
      types: TYPE_PARSERS,
      // PgBouncer refuses this parameter; the client's own timeout below still applies.
      statement_timeout: transactionPooling ? 0 : LIMITS.statementTimeoutMs,
      query_timeout: LIMITS.responseDeadlineMs,
    },
  };
}

/** How TypeORM connects for migrations: without a time limit. */
export function createMigrationOptions(databaseUrl: string | undefined): PostgresDataSourceOptions {
  return {
    type: 'postgres',
    url: databaseUrl,
    poolSize: 1,
    connectTimeoutMS: LIMITS.connectionTimeoutMs,
    migrations: MIGRATIONS,
    // `@Generated('uuid')` becomes gen_random_uuid(), which PostgreSQL has without an extension.
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    // TypeORM would log the parameters of a failed statement, such as a password's hash.
    logging: false,
  };
}
