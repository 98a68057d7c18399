import { expect, it } from '@jest/globals';
import { asJson, type Client } from '../support/client.js';
import { newItem } from '../support/items.js';
import { PGBOUNCER, TestPgBouncer } from '../support/pgbouncer.js';
import {
  cleanups,
  newDatabase,
  newFolder,
  type Program,
  startProgram,
} from '../support/program.js';
import { describeWith } from '../support/programs.js';
import { REDIS, TestRedis } from '../support/redis.js';

/* Two processes of the service, with PgBouncer between them and PostgreSQL, and a Redis for their limits. */

const PROGRAMS = {
  name: `${PGBOUNCER.name} or ${REDIS.name}`,
  isInstalled: PGBOUNCER.isInstalled && REDIS.isInstalled,
};

describeWith(PROGRAMS, 'Two instances', () => {
  async function startTwo(env: NodeJS.ProcessEnv): Promise<[Program, Program]> {
    const bouncer = await TestPgBouncer.start((await newDatabase()).href);
    cleanups.push(() => bouncer.stop());
    const redis = await TestRedis.start();
    cleanups.push(() => redis.stop());
    const settings = {
      DATABASE_URL: bouncer.url,
      TRANSACTION_POOLING: 'true',
      REDIS_URL: redis.url,
      RATE_LIMIT: '0',
      LOGIN_RATE_LIMIT: '0',
      LOG_REQUESTS: 'false',
      ...env,
    };
    const start = (): Promise<Program> => startProgram(newFolder(), settings);
    return [await start(), await start()];
  }

  it('201 to one and 200 to seven that create an item at once, four at each instance', async () => {
    const [one, other] = await startTwo({});
    for (let round = 0; round < 20; round += 1) {
      const { id, ...body } = newItem();
      const puts = Array.from({ length: 8 }, (_, n) =>
        (n % 2 ? one : other).client.put(`/items/${id}`, body),
      );
      const codes = (await Promise.all(puts)).map(({ status }) => status).sort();
      expect(codes).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    }
  });

  it('200 as often as the limit allows for both together, then 429', async () => {
    // Each instance has counted the log-in of its client.
    const [one, other] = await startTwo({ RATE_LIMIT: '42' });
    const limited: number[] = [];
    for (let count = 0; count < 60; count += 1) {
      limited.push((await (count % 2 ? one : other).client.get('/items?limit=1')).status);
    }
    const expected = Array.from({ length: 60 }, (_, index) => (index < 40 ? 200 : 429));
    expect(limited).toEqual(expected);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'lose no write that was a 200 or a 201, when one of them gets a %s under load',
    async (signal) => {
      const [one, other] = await startTwo({});
      const acknowledged = new Map<string, string>();
      let isStopped = false;
      const write = async (client: Client, writer: number): Promise<void> => {
        for (let round = 0; !isStopped; round += 1) {
          const item = newItem({ id: `writer-${writer}`, description: String(round) });
          const { status } = await client
            .exchange('PUT', `/items/${item.id}`, asJson(item))
            // The connection ends with the process.
            .catch(() => ({ status: 0 }));
          if (status === 200 || status === 201) acknowledged.set(item.id, String(round));
          else if (client === one.client) return;
          else throw new Error(`The instance that goes on responded with ${status}.`);
        }
      };
      const writers = Array.from({ length: 16 }, (_, n) =>
        write(n % 2 ? one.client : other.client, n),
      );
      while (acknowledged.size < 16) await new Promise((resolve) => setTimeout(resolve, 20));
      one.kill(signal);
      await one.exited;
      const before = acknowledged.get('writer-0');
      while (acknowledged.get('writer-0') === before)
        await new Promise((resolve) => setTimeout(resolve, 20));
      isStopped = true;
      await Promise.all(writers);
      for (const [id, description] of acknowledged) {
        const { status, body } = await other.client.get(`/items/${id}`);
        expect(status).toBe(200);
        // A write without a response may have happened as well.
        expect(Number(body.description)).toBeGreaterThanOrEqual(Number(description));
      }
    },
  );
});
