import pg from 'pg';
import { isConnectionError, READ_ONLY_TRANSACTION, toSqlState } from './sqlstate.js';

/**
 * What the type parsers rely on. A database, a role or a server may have other defaults: with the DateStyle
 * `SQL, DMY`, 5 November would be read as 11 May. PgBouncer keeps both settings for each client.
 */
const SESSION_SETTINGS = `SET datestyle = 'ISO, MDY'; SET timezone = 'UTC'`;

/** Before the first statement of a connection. */
export async function applySessionSettings(client: pg.ClientBase): Promise<void> {
  await client.query(SESSION_SETTINGS);
}

/**
 * A connection of TypeORM's pool that closes itself when it must not be used again, so that the pool
 * opens a new one. After a timeout the server may still run the statement, and a server that became
 * read-only in a failover stays so for its old connections.
 */
export class PooledClient extends pg.Client {
  override query = ((...args: unknown[]) => {
    const result: unknown = super.query.apply(this, args as never);
    if (result instanceof Promise) result.catch((error: unknown) => this.closeAfter(error));
    return result;
  }) as pg.Client['query'];

  private closeAfter(error: unknown): void {
    const isUnusable = isConnectionError(error) || toSqlState(error) === READ_ONLY_TRANSACTION;
    if (isUnusable) this.end().catch(() => undefined);
  }
}
