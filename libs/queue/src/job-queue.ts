import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { InjectDataSource } from '@nestjs/typeorm';
import type pg from 'pg';
import type PgBoss from 'pg-boss';
import type { DataSource, EntityManager } from 'typeorm';
import { findUnavailability } from '#postgres';
import { QUEUE_OPTIONS, type QueueOptions } from './queue.options.js';
import { SCHEMA } from './queue-tables.js';

/** How often a worker looks for a job that another process has sent. */
const POLL_SECONDS = 1;

/** How often one of the workers looks for jobs whose process was killed. */
const MAINTENANCE_SECONDS = 10;

/** How long a job that ended is kept. */
const KEPT_SECONDS = 60;

/** The longest wait for a job at shutdown. What is not done then is tried again by another worker. */
const STOP_TIMEOUT_MS = 5_000;

/**
 * Does a job, in the transaction in which the job ends: what it writes and the end of the job are one. It is called
 * again when that fails. Data that it returns are those of a next job, which the same transaction sends.
 */
export type JobHandler<Data extends object> = (
  data: Data,
  manager: EntityManager,
) => Promise<Data | undefined>;

/**
 * Sends jobs, and works on them, one at a time for each queue and process, by pg-boss over the connections of TypeORM.
 *
 * A job is done exactly once, although a process is killed or the database is unavailable meanwhile.
 */
@Injectable()
export class JobQueue implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Queue');
  private readonly handlers = new Map<string, JobHandler<object>>();
  /** By the name of the queue. */
  private readonly workerIds = new Map<string, string>();
  private boss: PgBoss | undefined;
  private isStopping = false;
  private isDelayed = false;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(QUEUE_OPTIONS) { worker }: QueueOptions,
    adapterHost: HttpAdapterHost,
  ) {
    // After listening, so that no start waits for pg-boss.
    if (worker) adapterHost.listen$.subscribe(() => void this.start());
  }

  /** Says what the jobs of a queue do, before the application listens. */
  register<Data extends object>(name: string, handler: JobHandler<Data>): void {
    this.handlers.set(name, handler as unknown as JobHandler<object>);
  }

  /** Sends a job in a transaction, with which it appears or not. `wake` tells the worker of this process, after it. */
  async send(name: string, data: object, manager: EntityManager): Promise<void> {
    this.boss ??= await this.createBoss();
    await this.boss.send(name, data, toOptions(manager));
  }

  /** Spares a job the wait until the worker of this process looks for it. */
  wake(name: string): void {
    const id = this.workerIds.get(name);
    if (id !== undefined) this.boss?.notifyWorker(id);
  }

  /** Finishes the job under way. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.boss?.stop({ timeout: STOP_TIMEOUT_MS });
  }

  private async start(): Promise<void> {
    while (!this.isStopping && this.handlers.size > 0) {
      // One that could not start never will.
      const boss = await this.createBoss();
      try {
        await boss.start();
        if (this.isStopping) return await boss.stop();
        this.boss = boss;
        for (const name of this.handlers.keys()) await this.work(boss, name);
        return;
      } catch (error) {
        this.report(error);
        if (!this.isDelayed) return;
        await sleep(POLL_SECONDS * 1_000, undefined, { ref: false });
      }
    }
  }

  private async work(boss: PgBoss, name: string): Promise<void> {
    const options = { pollingIntervalSeconds: POLL_SECONDS };
    const id = await boss.work<object>(name, options, async ([job]) => {
      const run = (manager: EntityManager): Promise<boolean> => this.run(boss, job, manager);
      const hasNext = await this.dataSource
        .transaction(run)
        .catch((error: unknown) => this.report(error));
      // pg-boss stores what is thrown, and the message of an error may quote values.
      if (hasNext === undefined) throw new Error('The job failed; the log says why.');
      if (hasNext) this.wake(name);
    });
    this.workerIds.set(name, id);
  }

  /** Whether there is a next job. */
  private async run(
    boss: PgBoss,
    job: PgBoss.Job<object>,
    manager: EntityManager,
  ): Promise<boolean> {
    const options = toOptions(manager);
    // First, since this locks the job. It is another worker's by now if it has expired.
    const ended = (await boss.complete(job.name, job.id, {}, options)) as unknown as {
      affected: number;
    };
    if (ended.affected === 0) return false;
    const next = await this.handlers.get(job.name)?.(job.data, manager);
    if (next) await boss.send(job.name, next, options);
    return next !== undefined;
  }

  private async createBoss(): Promise<PgBoss> {
    const { default: Boss } = await import('pg-boss');
    const boss = new Boss({
      schema: SCHEMA,
      db: { executeSql: (text, values) => this.execute(text, values) },
      migrate: false,
      schedule: false,
      maintenanceIntervalSeconds: MAINTENANCE_SECONDS,
      archiveCompletedAfterSeconds: KEPT_SECONDS,
      deleteAfterSeconds: KEPT_SECONDS,
    });
    boss.on('error', (error) => this.report(error));
    return boss;
  }

  /**
   * Executes a statement of pg-boss itself, with the pool's `query`, which closes a connection that an error has left
   * in a transaction. Returns nothing after an error, as pg-boss does without a connection: it does not await all of
   * its statements, and an error would end the process.
   */
  private async execute(text: string, values: unknown[]): Promise<{ rows: object[] }> {
    const { master: pool } = this.dataSource.driver as unknown as { master: pg.Pool };
    try {
      const result = await pool.query<object>(text, values);
      if (this.isDelayed) this.logger.log('The queue goes on.');
      this.isDelayed = false;
      return result;
    } catch (error) {
      this.report(error);
      return undefined as unknown as { rows: object[] };
    }
  }

  /** Logs once that the database delays the queue, and each error of another kind. */
  private report(error: unknown): void {
    const { reason, isGeneral } = findUnavailability(error) ?? {};
    // What follows from a delay, and a lost race, which is tried again.
    if (this.isStopping || this.isDelayed || isGeneral === false) return;
    if (isGeneral) {
      this.isDelayed = true;
      this.logger.warn(`The queue waits for the database (${reason ?? 'no response'}).`);
    } else {
      const { name, message, stack = '' } = error as Error;
      // Without the message, which may quote values.
      this.logger.error(name, stack.replace(message, ''));
    }
  }
}

function toOptions(manager: EntityManager): { db: PgBoss.Db } {
  return {
    db: {
      executeSql: async (text, values) => ({ rows: await manager.query<object[]>(text, values) }),
    },
  };
}
