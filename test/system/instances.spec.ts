import { expect, it } from '@jest/globals';
import type { Client } from '#contract-testing';
import { PGBOUNCER_AND_REDIS, startTwoInstances } from '../support/instances.js';
import { describeWith } from '../support/programs.js';
import { TEST_LOGIN } from '../support/test-users.js';

describeWith(PGBOUNCER_AND_REDIS, 'Two instances', () => {
  it('200 as often as the limit allows for both together, then 429', async () => {
    // Each instance has counted the log-in of its client.
    const [one, other] = await startTwoInstances({ RATE_LIMIT: '42' });
    const limited: number[] = [];
    for (let count = 0; count < 60; count += 1) {
      limited.push((await (count % 2 ? one : other).client.get('/openapi.json')).status);
    }
    const expected = Array.from({ length: 60 }, (_, index) => (index < 40 ? 200 : 429));
    expect(limited).toEqual(expected);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    '200 to every log-in at one of them, when the other gets a %s under load',
    async (signal) => {
      const [one, other] = await startTwoInstances();
      const codes = { one: new Set<number>(), other: new Set<number>() };
      let isFinished = false;
      const logIn = async (client: Client, seen: Set<number>): Promise<void> => {
        while (!isFinished) seen.add((await client.post('/auth/login', TEST_LOGIN)).status);
      };
      // The connection ends with the process.
      const load = [1, 2, 3].map(() => logIn(one.client, codes.one).catch(() => undefined));
      const logins = [1, 2, 3].map(() => logIn(other.client, codes.other));
      await other.until(() => codes.one.size > 0 && codes.other.size > 0);
      one.kill(signal);
      await one.exited;
      await Promise.all(load);
      expect((await other.client.post('/auth/login', TEST_LOGIN)).status).toBe(200);
      isFinished = true;
      await Promise.all(logins);
      expect(codes).toEqual({ one: new Set([200]), other: new Set([200]) });
    },
  );
});
