import { Injectable, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { PipelinedConnection } from './pipelined-connection.js';
import { PostgresLimits, type PostgresOptions } from './postgres.options.js';
import { ATTEMPTS_BY_SQLSTATE, ATTEMPTS_OF_UPSERT, sendWithRetries } from './retry.js';
import { sendStatement, type Statement } from './send-statement.js';
import { READ_ONLY_TRANSACTION, toSqlState } from './sqlstate.js';

const READ_CONNECTIONS = 2;
const WRITE_CONNECTIONS = 4;

/** After these, only a new connection helps. */
const NEEDS_NEW_CONNECTION: readonly string[] = ['0A000', '26000', READ_ONLY_TRANSACTION];

/**
 * Carries the few statements that most requests are made of, past TypeORM's query building: prepared by
 * name, on connections that many requests share. For statements that are quick by nature; a slow one
 * would delay the others. One that must wait for a lock gives up soon, and is sent again.
 *
 * With `fastLane: false`, and behind a proxy that pools by transaction and so gives each statement another
 * server without its plans, the same SQL goes through TypeORM.
 */
@Injectable()
export class FastLane implements OnApplicationShutdown {
  private readonly limits: PostgresLimits;
  private readonly isEnabled: boolean;
  private readonly readers: PipelinedConnection[];
  private readonly writers: PipelinedConnection[];

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Optional() { fastLane = true, transactionPooling = false, limits }: PostgresOptions = {},
  ) {
    this.limits = { ...new PostgresLimits(), ...limits };
    this.isEnabled = fastLane && !transactionPooling;
    const { master } = dataSource.driver as unknown as { master: pg.Pool };
    const clientConfig = { ...master.options, query_timeout: undefined };
    const connections = (count: number, more: object = {}): PipelinedConnection[] =>
      Array.from({ length: count }, () => new PipelinedConnection({ ...clientConfig, ...more }));
    this.readers = connections(READ_CONNECTIONS);
    this.writers = connections(WRITE_CONNECTIONS, {
      lock_timeout: this.limits.sharedLockTimeoutMs,
    });
    // While the rest of the service starts. If it fails, the first statement tries again.
    if (this.isEnabled) this.readers[0].connect().catch(() => undefined);
  }

  /** Sends a SELECT by key, which waits for no lock. */
  read<Row extends object>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return this.send(this.readers, statement, values);
  }

  /** Sends a statement by key that writes. */
  write<Row extends object>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return this.send(this.writers, statement, values);
  }

  /** The number of statements on the shared connections without a result. */
  get inFlight(): number {
    return [...this.readers, ...this.writers].reduce((sum, { pending }) => sum + pending, 0);
  }

  onApplicationShutdown(): void {
    for (const connection of [...this.readers, ...this.writers]) connection.close();
  }

  private send<Row extends object>(
    connections: PipelinedConnection[],
    statement: Statement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    const deadline = Date.now() + this.limits.responseDeadlineMs;
    const attempts = statement.isUpsert ? ATTEMPTS_OF_UPSERT : ATTEMPTS_BY_SQLSTATE;
    return sendWithRetries(
      () =>
        this.isEnabled
          ? this.share<Row>(connections, statement, values, deadline)
          : this.sendByTypeOrm<Row>(statement, values),
      attempts,
      deadline,
    );
  }

  private async sendByTypeOrm<Row>(
    { text }: Statement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    const result = await this.dataSource.query<Row[] | [Row[], number]>(text, [...values]);
    // For UPDATE and DELETE, TypeORM adds the number of rows.
    return Array.isArray(result[0]) ? result[0] : (result as Row[]);
  }

  private async share<Row extends object>(
    connections: PipelinedConnection[],
    statement: Statement,
    values: readonly unknown[],
    deadline: number,
  ): Promise<Row[]> {
    const connection = connections.reduce((a, b) => (b.pending < a.pending ? b : a));
    try {
      return await connection.use((client) =>
        sendStatement<Row>(client, statement, values, deadline - Date.now()),
      );
    } catch (error) {
      if (NEEDS_NEW_CONNECTION.includes(toSqlState(error))) connection.close();
      // The stack of an error from the socket leads nowhere; this one leads to the caller.
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    }
  }
}
