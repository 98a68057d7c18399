import { DataSource, type DataSourceOptions, MigrationExecutor } from 'typeorm';
import { withAdvisoryLock } from './advisory-lock.js';
import { createMigrationOptions } from './data-source-options.js';
import { isConnectionError, toSqlState } from './sqlstate.js';

/** 57P03: the server is starting or shutting down. */
const CANNOT_CONNECT_NOW = '57P03';

/** The database of DATABASE_URL cannot be used; the message says why. */
export class DatabaseConnectionError extends Error {
  constructor(cause: unknown) {
    const { message, code } = cause as NodeJS.ErrnoException;
    // The message is empty when a host with several addresses refuses on each.
    super(`The database of DATABASE_URL cannot be used: ${message || code}`, { cause });
  }
}

/** For `toRetry`: a server that is still starting may work in a moment; a wrong password will not. */
export function isRetryable(error: unknown): boolean {
  const { cause } = error as Error;
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  if (code === 'ENOTFOUND') return false;
  return toSqlState(cause) === CANNOT_CONNECT_NOW || isConnectionError(cause);
}

/**
 * Brings the schema up to date, then connects. Instances that start together take turns.
 *
 * @throws DatabaseConnectionError when the database refuses or cannot be reached
 */
export async function openDataSource(options: DataSourceOptions): Promise<DataSource> {
  const { url } = options as { url?: string };
  const migrations = await connect(new DataSource(createMigrationOptions(url)));
  try {
    await withAdvisoryLock(migrations, async ({ queryRunner }) => {
      const executor = new MigrationExecutor(migrations, queryRunner);
      // The lock's transaction is the migrations' transaction too.
      executor.transaction = 'none';
      await executor.executePendingMigrations();
    });
  } finally {
    await migrations.destroy();
  }
  return connect(new DataSource(options));
}

async function connect(dataSource: DataSource): Promise<DataSource> {
  try {
    return await dataSource.initialize();
  } catch (error) {
    throw new DatabaseConnectionError(error);
  }
}
