import { DataSource, type DataSourceOptions, MigrationExecutor } from 'typeorm';
import { withAdvisoryLock } from './advisory-lock.js';
import type { PostgresDataSourceOptions } from './data-source-options.js';
import { findUnavailability, isConnectionError, toSqlState } from './sqlstate.js';
import { toTableName } from './versioned-statements.js';

/** 57P03: the server is starting or shutting down. */
const CANNOT_CONNECT_NOW = '57P03';

/** 42501: the role lacks a right, such as that to create a table. */
const INSUFFICIENT_PRIVILEGE = '42501';

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
 * Connects, and brings the schema up to date. Instances that start together take turns.
 *
 * @param given those of `toDataSourceOptions`, in the type of `dataSourceFactory`
 * @throws DatabaseConnectionError when the database refuses, cannot be reached, or cannot be migrated
 */
export async function openDataSource(given?: DataSourceOptions): Promise<DataSource> {
  const options = given as PostgresDataSourceOptions;
  const dataSource = new DataSource(options);
  try {
    await dataSource.initialize();
    await assertUtf8(dataSource);
    const pending = await findPendingMigrations(dataSource);
    if (pending.length > 0) await migrate(options, pending);
    return dataSource;
  } catch (error) {
    // The next attempt opens a pool of its own.
    if (dataSource.isInitialized) await dataSource.destroy();
    throw new DatabaseConnectionError(error);
  }
}

/** A text that the encoding of the database lacks would be a 500, also as a parameter. */
async function assertUtf8({ manager }: DataSource): Promise<void> {
  const [{ encoding }] = await manager.query<[{ encoding: string }]>(
    `SELECT current_setting('server_encoding') AS encoding`,
  );
  if (encoding !== 'UTF8') throw new Error(`its encoding is ${encoding}, and must be UTF8.`);
}

/** The names of the migrations that the database does not have yet. */
async function findPendingMigrations({ manager, migrations }: DataSource): Promise<string[]> {
  const all = migrations.map(({ constructor: { name } }) => name);
  const [{ table }] = await manager.query<[{ table: string | null }]>(
    `SELECT to_regclass('migrations') AS table`,
  );
  if (table === null) return all;
  const rows = await manager.query<{ name: string }[]>('SELECT name FROM migrations');
  const names = new Set(rows.map(({ name }) => name));
  return all.filter((name) => !names.has(name));
}

/** On a connection of its own, where a migration may take its time. */
async function migrate(
  options: PostgresDataSourceOptions,
  pending: readonly string[],
): Promise<void> {
  const dataSource = await new DataSource({ ...options, poolSize: 1, extra: {} }).initialize();
  try {
    await withAdvisoryLock(dataSource, async ({ queryRunner }) => {
      const executor = new MigrationExecutor(dataSource, queryRunner);
      // The lock's transaction is the migrations' transaction too.
      executor.transaction = 'none';
      await executor.executePendingMigrations();
    });
  } catch (error) {
    if (toSqlState(error) !== INSUFFICIENT_PRIVILEGE) throw error;
    throw new Error(
      `its role may not run the pending migrations (${pending.join(', ')}). Run "node dist/src/migrate.js" with the role that owns the tables.`,
      { cause: error },
    );
  } finally {
    await dataSource.destroy();
  }
}

/**
 * For a readiness check: whether the tables of all entities are there.
 *
 * @throws the error of an unavailable database
 */
export async function canReadTables({ entityMetadatas, manager }: DataSource): Promise<boolean> {
  const tables = entityMetadatas.map(toTableName).join(', ');
  try {
    await manager.query(`SELECT FROM ${tables} LIMIT 0`);
    return true;
  } catch (error) {
    if (findUnavailability(error)) throw error;
    return false;
  }
}
