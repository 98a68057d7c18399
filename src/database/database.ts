import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { type Config, LIMITS } from '../config.js';
import { DatabaseAway, sqlState } from './database-errors.js';
import { retry } from './retry.js';
import { SharedConnection } from './shared-connection.js';
import { send, type Statement } from './statement.js';

/** How many connections the reads share, and how many the writes. */
const READERS = 2;
const WRITERS = 4;

/** 55P03: a lock was not to be had in the time that a statement may wait for one. */
const LOCK_NOT_AVAILABLE = '55P03';

/** Lost to another statement, which has its way by now: 40P01 deadlock, 40001 serialization. */
const LOST_A_RACE = ['40P01', '40001'];

/** The plan is of another time, or on another server: 0A000, after a migration; 26000, by a proxy. */
const LOST_ITS_PLAN = ['0A000', '26000'];

const WORTH_ANOTHER = [...LOST_A_RACE, ...LOST_ITS_PLAN];

/**
 * How the service talks to PostgreSQL: each request sends one statement, or few, and no transaction
 * of several. They go to the driver as they are; TypeORM looks after the schema. Whatever happens to
 * the database, a statement ends within the times of `LIMITS`.
 */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly pool: pg.Pool;
  private readonly readers: SharedConnection[];
  private readonly writers: SharedConnection[];

  constructor(
    readonly dataSource: DataSource,
    private readonly config: Pick<Config, 'transactionPooling'>,
  ) {
    this.pool = (dataSource.driver as PostgresDriver).master as pg.Pool;
    const { options } = this.pool;
    const impatient = { ...options, lock_timeout: LIMITS.sharedLockTime };
    this.readers = Array.from({ length: READERS }, () => new SharedConnection(options));
    this.writers = Array.from({ length: WRITERS }, () => new SharedConnection(impatient));
    // While the rest of the service starts. If it fails, the first statement tries again.
    void this.readers[0].connect();
  }

  /**
   * Runs a statement on a connection of its own, where it may wait for others as long as it may.
   *
   * @throws pg.DatabaseError for what PostgreSQL refuses
   * @throws DatabaseAway when there is no answer
   */
  run<Row extends object>(statement: Statement, values: unknown[] = []): Promise<Row[]> {
    return attempt(async () => {
      const begin = Date.now();
      const client = await this.pool.connect();
      // The error of a connection that breaks is that of its statement, too.
      if (client.listenerCount('error') === 0) client.on('error', () => undefined);
      try {
        const rows = await send<Row>(client, this.prepared(statement), values, timeLeft(begin));
        client.release();
        return rows;
      } catch (error) {
        // After a refusal a connection is as good as before, and dear: each is a process.
        client.release(
          !(error instanceof pg.DatabaseError) || LOST_ITS_PLAN.includes(sqlState(error)),
        );
        throw error;
      }
    });
  }

  /**
   * The same for a SELECT that is quick whatever the tables hold: by a key, and without a lock. It
   * shares its connection: PostgreSQL gets it before it has answered those that were sent before
   * (pipelining), which saves both sides much of the waiting. A slow one would hold the others up.
   */
  read<Row extends object>(statement: Statement, values: unknown[] = []): Promise<Row[]> {
    return this.share(this.readers, statement, values);
  }

  /**
   * The same for a write by key, of which most wait for nobody. One that waits for a lock longer than
   * the others would notice did nothing yet, and goes on to a connection of its own.
   */
  async write<Row extends object>(statement: Statement, values: unknown[]): Promise<Row[]> {
    if (this.config.transactionPooling) return this.run(statement, values);
    try {
      return await this.share(this.writers, statement, values);
    } catch (error) {
      if (sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
      return this.run(statement, values);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    for (const connection of [...this.readers, ...this.writers]) connection.close();
    await this.dataSource.destroy();
  }

  private share<Row extends object>(
    connections: SharedConnection[],
    statement: Statement,
    values: unknown[],
  ): Promise<Row[]> {
    return attempt(async () => {
      const begin = Date.now();
      const connection = connections.reduce((a, b) => (b.pending < a.pending ? b : a));
      try {
        return await connection.use((client) =>
          send<Row>(client, this.prepared(statement), values, timeLeft(begin)),
        );
      } catch (error) {
        if (LOST_ITS_PLAN.includes(sqlState(error))) connection.close();
        throw error;
      }
    });
  }

  /** Behind a proxy, a plan that is kept by name would be on another server the next time. */
  private prepared(statement: Statement): Statement {
    return this.config.transactionPooling ? { text: statement.text } : statement;
  }
}

/** Milliseconds in which an answer has to come that somebody has waited for since `begin`. */
function timeLeft(begin: number): number {
  return begin + LIMITS.answerTime - Date.now();
}

/** Tries again, once, what did nothing for want of luck. */
async function attempt<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await retry(send, WORTH_ANOTHER, 2);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw new DatabaseAway(error);
    // What it has leads to the socket. What tells more is who sent the statement.
    Error.captureStackTrace(error);
    throw error;
  }
}
