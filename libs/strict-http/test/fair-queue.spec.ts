import { describe, expect, it } from '@jest/globals';
import { FairQueue } from '../src/fair-queue.js';
import { ServiceUnavailable } from '#problem-details';

/** A queue whose two places are taken, by jobs of nobody else. */
class BusyQueue {
  readonly started: string[] = [];
  readonly refused: string[] = [];
  private readonly queue = new FairQueue();
  private readonly free: (() => void)[] = [];
  private readonly jobs: Promise<unknown>[] = [];

  constructor() {
    for (const client of ['first', 'second']) {
      const blocked = new Promise<void>((resolve) => this.free.push(resolve));
      this.jobs.push(this.queue.run(client, () => blocked));
    }
  }

  add(client: string, signal?: AbortSignal): void {
    const job = (): Promise<void> => Promise.resolve(void this.started.push(client));
    this.jobs.push(
      this.queue.run(client, job, signal).catch((error: unknown) => {
        if (!(error instanceof ServiceUnavailable) && !signal?.aborted) throw error;
        this.refused.push(client);
      }),
    );
  }

  async finish(): Promise<void> {
    for (const resolve of this.free) resolve();
    await Promise.all(this.jobs);
  }
}

describe('FairQueue', () => {
  it('starts the job of another client before those of one that had many', async () => {
    const queue = new BusyQueue();
    for (let count = 0; count < 12; count += 1) queue.add('flooder');
    queue.add('other');
    await queue.finish();
    expect(queue.started.slice(0, 3)).toEqual(['other', 'flooder', 'flooder']);
    expect(queue.started).toHaveLength(13);
  });

  it('starts the latest of many clients that each had one', async () => {
    const queue = new BusyQueue();
    for (let number = 0; number < 30; number += 1) queue.add(`flooder ${number}`);
    queue.add('other');
    await queue.finish();
    expect(queue.started[0]).toBe('other');
  });

  it('refuses a job of the client that has the most when too many wait', async () => {
    const queue = new BusyQueue();
    for (let count = 0; count < 40; count += 1) queue.add('flooder');
    queue.add('other');
    queue.add('another');
    await queue.finish();
    expect(queue.refused).toEqual(['flooder', 'flooder']);
    expect(queue.started).toHaveLength(40);
  });

  it('gives up the job of a client that hung up', async () => {
    const queue = new BusyQueue();
    const hangUp = new AbortController();
    queue.add('gone', hangUp.signal);
    queue.add('other');
    hangUp.abort();
    queue.add('late', hangUp.signal);
    await queue.finish();
    expect(queue.started).toEqual(['other']);
    expect(queue.refused).toEqual(['gone', 'late']);
  });
});
