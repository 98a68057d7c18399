import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { Config } from '../config/config.js';
import { retryOnSqlState, retryOnTransientConflict } from '../database/retry.js';
import { READ_ONLY_TRANSACTION, RETRYABLE_SQLSTATES, toSqlState } from '../database/sqlstate.js';
import { PipelinedConnection } from './pipelined-connection.js';
import { sendStatement, type Statement } from './send-statement.js';

const READ_CONNECTIONS = 2;
const WRITE_CONNECTIONS = 4;

/** 55P03: the statement gave up waiting for a lock. */
const LOCK_NOT_AVAILABLE = '55P03';
/** Enough for two upserts that wait for each other to part. */
const LOCK_ATTEMPTS = 4;

/** A prepared plan that no longer fits: 0A000 after a migration, 26000 when the server forgot it. */
const STALE_PLAN: readonly string[] = ['0A000', '26000'];

/** After these, only a new connection helps. */
const NEEDS_NEW_CONNECTION: readonly string[] = [...STALE_PLAN, READ_ONLY_TRANSACTION];

/**
 * Carries the few statements that most requests are made of, past TypeORM's query building: prepared by
 * name, on connections that many requests share. For statements that are quick by nature; a slow one
 * would delay the others. With `FAST_LANE=false`, the same SQL goes through TypeORM.
 */
@Injectable()
export class FastLane implements OnApplicationShutdown {
  private readonly isEnabled: boolean;
  private readonly readers: PipelinedConnection[];
  private readonly writers: PipelinedConnection[];

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly config: Config,
  ) {
    // A proxy that pools by transaction gives each statement another server, without its plans.
    const { fastLane, transactionPooling, limits } = config;
    this.isEnabled = fastLane && !transactionPooling;
    const { options } = (dataSource.driver as PostgresDriver).master as pg.Pool;
    const clientConfig = { ...options, query_timeout: undefined };
    const connections = (count: number, more: object = {}): PipelinedConnection[] =>
      Array.from({ length: count }, () => new PipelinedConnection({ ...clientConfig, ...more }));
    this.readers = connections(READ_CONNECTIONS);
    this.writers = connections(WRITE_CONNECTIONS, { lock_timeout: limits.sharedLockTimeoutMs });
    // While the rest of the service starts. If it fails, the first statement tries again.
    if (this.isEnabled) this.readers[0].connect().catch(() => undefined);
  }

  /** Sends a SELECT by key, which waits for no lock. */
  async read<Row extends object>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return this.isEnabled
      ? this.share(this.readers, statement, values)
      : this.sendByTypeOrm(statement, values);
  }

  /**
   * Sends an INSERT by key. One that must wait for a lock has done nothing yet: it is sent again, and in the
   * end on a connection of its own, where no other statement waits behind it.
   */
  async write<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    if (!this.isEnabled) return this.sendByTypeOrm(statement, values);
    try {
      return await retryOnSqlState(
        () => this.share(this.writers, statement, values),
        [LOCK_NOT_AVAILABLE],
        LOCK_ATTEMPTS,
      );
    } catch (error) {
      if (toSqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
      return this.sendByTypeOrm(statement, values);
    }
  }

  onApplicationShutdown(): void {
    for (const connection of [...this.readers, ...this.writers]) connection.close();
  }

  private sendByTypeOrm<Row>({ text }: Statement, values: readonly unknown[]): Promise<Row[]> {
    return retryOnTransientConflict(() => this.dataSource.query<Row[]>(text, [...values]));
  }

  private async share<Row extends object>(
    connections: PipelinedConnection[],
    statement: Statement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    const send = async (): Promise<Row[]> => {
      const deadline = Date.now() + this.config.limits.responseDeadlineMs;
      const connection = connections.reduce((a, b) => (b.pending < a.pending ? b : a));
      try {
        return await connection.use((client) =>
          sendStatement<Row>(client, statement, values, deadline - Date.now()),
        );
      } catch (error) {
        if (NEEDS_NEW_CONNECTION.includes(toSqlState(error))) connection.close();
        throw error;
      }
    };
    return retryOnSqlState(send, [...RETRYABLE_SQLSTATES, ...STALE_PLAN], 2).catch(
      (error: unknown) => {
        // The stack of an error from the socket leads nowhere; this one leads to the caller.
        if (error instanceof Error) Error.captureStackTrace(error);
        throw error;
      },
    );
  }
}
