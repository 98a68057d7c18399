import pg from 'pg';
import { isConnectionError, READ_ONLY_TRANSACTION, toSqlState } from './sqlstate.js';

/**
 * What the type parsers rely on. A database, a role or a server may have other defaults: with the DateStyle
 * `SQL, DMY`, 5 November would be read as 11 May. PgBouncer keeps both settings for each client.
 */
const SESSION_SETTINGS = `SET datestyle = 'ISO, MDY'; SET timezone = 'UTC'`;

/** A connection to PostgreSQL with the settings of this service. */
export class ServiceClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // A failure here is the failure of the connection, which its first statement gets too.
    this.on('connect', () => void this.query(SESSION_SETTINGS).catch(() => undefined));
  }
}

/**
 * A connection of TypeORM's pool that closes itself when it must not be used again, so that the pool
 * opens a new one. After a timeout the server may still run the statement, and a server that became
 * read-only in a failover stays so for its old connections.
 */
export class PooledClient extends ServiceClient {
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
