import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { EntityManager } from 'typeorm';
import { createQueues, dropQueues, JobQueue } from '#queue';
import { useDatabase } from '../../postgres/test/use-database.js';

interface Count {
  from: number;
}

const database = useDatabase([]);
const started: JobQueue[] = [];

beforeAll(async () => {
  Logger.overrideLogger(false);
  const { dataSource } = database;
  await dataSource.query('CREATE TABLE done (number integer)');
  await dataSource.transaction(({ queryRunner }) => createQueues(toRunner(queryRunner), ['count']));
});

afterEach(async () => {
  for (const queue of started.splice(0)) await queue.beforeApplicationShutdown();
  await database.dataSource.query('TRUNCATE done');
});

afterAll(() => void Logger.overrideLogger(true));

function toRunner<T>(runner: T | undefined): T {
  if (!runner) throw new Error('There is no transaction.');
  return runner;
}

/** A queue of a process that listens. */
function startQueue(
  handler?: (job: Count, manager: EntityManager) => Promise<Count | undefined>,
): JobQueue {
  const adapterHost = new HttpAdapterHost();
  const queue = new JobQueue(database.dataSource, { worker: handler !== undefined }, adapterHost);
  if (handler) queue.register<Count>('count', handler);
  started.push(queue);
  adapterHost.listening = true;
  return queue;
}

async function write({ from }: Count, manager: EntityManager): Promise<undefined> {
  await manager.query('INSERT INTO done VALUES ($1)', [from]);
}

function send(queue: JobQueue, from: number): Promise<void> {
  return database.dataSource.transaction((manager) => queue.send('count', { from }, manager));
}

/** Resolves when so many jobs are done, and no job is left. */
async function listDone(count: number): Promise<number[]> {
  for (;;) {
    const rows = await database.dataSource.query<{ number: number }[]>(
      'SELECT number FROM done ORDER BY number',
    );
    const [{ left }] = await database.dataSource.query<{ left: string }[]>(
      `SELECT count(*) AS left FROM pgboss.job WHERE state < 'completed'`,
    );
    if (rows.length >= count && left === '0') return rows.map(({ number }) => number);
    await sleep(20);
  }
}

describe('A job', () => {
  it('is done when the transaction that sent it commits, and not when that fails', async () => {
    const queue = startQueue(write);
    const failed = database.dataSource.transaction(async (manager) => {
      await queue.send('count', { from: 1 }, manager);
      throw new Error('The transaction fails.');
    });
    await expect(failed).rejects.toThrow('The transaction fails.');
    await send(queue, 2);
    expect(await listDone(1)).toEqual([2]);
  });

  it('is done by another process than the one that sent it', async () => {
    await send(startQueue(), 1);
    startQueue(write);
    expect(await listDone(1)).toEqual([1]);
  });

  it('is done again when it failed, and what it wrote counts once', async () => {
    let attempts = 0;
    const queue = startQueue(async (job, manager) => {
      await write(job, manager);
      attempts += 1;
      if (attempts === 1) throw new Error('The first attempt fails.');
      return undefined;
    });
    await send(queue, 1);
    expect(await listDone(1)).toEqual([1]);
    expect(attempts).toBe(2);
  });

  it('sends the next one', async () => {
    const queue = startQueue(async (job, manager) => {
      await write(job, manager);
      return job.from > 1 ? { from: job.from - 1 } : undefined;
    });
    await send(queue, 10);
    expect(await listDone(10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('is done once by many workers', async () => {
    const handler: typeof write = async (job, manager) => {
      await write(job, manager);
      queues.forEach((queue) => queue.wake('count'));
    };
    const queues = [startQueue(handler), startQueue(handler), startQueue(handler)];
    const numbers = Array.from({ length: 30 }, (_, index) => index);
    for (const number of numbers) await send(queues[0], number);
    expect(await listDone(30)).toEqual(numbers);
  });
});

describe('A shutdown', () => {
  it('finishes the job under way', async () => {
    let finish = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      const queue = startQueue(async (job, manager) => {
        resolve();
        await new Promise<void>((finished) => (finish = finished));
        await write(job, manager);
        return undefined;
      });
      void send(queue, 1);
    });
    await begun;
    const stopped = started[0].beforeApplicationShutdown();
    finish();
    await stopped;
    expect(await listDone(1)).toEqual([1]);
  });
});

describe('dropQueues', () => {
  it('leaves nothing, so that the queues can be created again', async () => {
    await database.dataSource.transaction(async ({ queryRunner }) => {
      await dropQueues(toRunner(queryRunner));
      await createQueues(toRunner(queryRunner), ['count', 'other']);
    });
    await send(startQueue(write), 1);
    expect(await listDone(1)).toEqual([1]);
  });
});
