import { Injectable, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { PipelinedConnection, type Statement } from './pipelined-connection.js';
import { PostgresLimits, type PostgresOptions } from './postgres.options.js';
import { sendWithRetries } from './retry.js';

const READ_CONNECTIONS = 2;
const WRITE_CONNECTIONS = 4;

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
    const config = { ...master.options, query_timeout: undefined };
    const lockTimeout = { lock_timeout: this.limits.sharedLockTimeoutMs };
    this.readers = openConnections(READ_CONNECTIONS, config);
    this.writers = openConnections(WRITE_CONNECTIONS, { ...config, ...lockTimeout });
    // While the rest of the service starts. If it fails, the first statement tries again.
    if (this.isEnabled) this.readers[0].connect().catch(() => undefined);
  }

  /** Sends a SELECT by key, which waits for no lock. */
  read<Row extends object>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return this.send(this.readers, statement, values);
  }

  /** Sends a statement by key that writes. @param deadline that of `newDeadline()`, by default a new one */
  write<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    deadline?: number,
  ): Promise<Row[]> {
    return this.send(this.writers, statement, values, deadline);
  }

  /** Until when a statement may take that is sent now, with all retries: in milliseconds since 1970. */
  newDeadline(): number {
    return Date.now() + this.limits.responseDeadlineMs;
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
    deadline = this.newDeadline(),
  ): Promise<Row[]> {
    const attempt = (): Promise<Row[]> => {
      if (!this.isEnabled) return this.sendByTypeOrm(statement, values);
      const connection = connections.reduce((a, b) => (b.pending < a.pending ? b : a));
      return connection.send(statement, values, deadline);
    };
    return sendWithRetries(attempt, statement, deadline);
  }

  private async sendByTypeOrm<Row>(
    { text }: Statement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    const result = await this.dataSource.query<Row[] | [Row[], number]>(text, [...values]);
    // For UPDATE and DELETE, TypeORM adds the number of rows.
    return Array.isArray(result[0]) ? result[0] : (result as Row[]);
  }
}

function openConnections(count: number, config: pg.ClientConfig): PipelinedConnection[] {
  return Array.from({ length: count }, () => new PipelinedConnection(config));
}
