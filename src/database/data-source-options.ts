import {
  type PostgresDataSourceOptions,
  type PostgresOptions,
  toDataSourceOptions,
} from '#postgres';
import { CreateUsers1700000000000 } from './migrations/1700000000000-create-users.js';
import { CreateItems1700000000001 } from './migrations/1700000000001-create-items.js';
import { CreateIdempotencyKeys1700000000002 } from './migrations/1700000000002-create-idempotency-keys.js';
import { CreateImports1700000000003 } from './migrations/1700000000003-create-imports.js';

/** Every migration, in the order in which they run. */
const MIGRATIONS = [
  CreateUsers1700000000000,
  CreateItems1700000000001,
  CreateIdempotencyKeys1700000000002,
  CreateImports1700000000003,
];

export function createDataSourceOptions(options: PostgresOptions): PostgresDataSourceOptions {
  return { ...toDataSourceOptions(options), migrations: MIGRATIONS };
}

/** For a command: without the limits on time that requests have, since a migration may take its time. */
export function createCommandOptions(databaseUrl: string): PostgresDataSourceOptions {
  return { ...createDataSourceOptions({ databaseUrl }), extra: {} };
}

/** Starts the PostgreSQL of `npm start`, by a package that the production image does not contain. */
export async function startDatabase(): Promise<{ url: string; stop: () => Promise<void> }> {
  const { startEmbeddedPostgres } = await import('#embedded-postgres').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error('This image has no PostgreSQL: set DATABASE_URL to a server of your own.');
  });
  return startEmbeddedPostgres({ directory: '.data/postgres', report: console.warn });
}
