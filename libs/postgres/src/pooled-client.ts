import type pg from 'pg';
import { ServiceClient } from './service-client.js';
import { isConnectionError, READ_ONLY_TRANSACTION, toSqlState } from './sqlstate.js';

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
