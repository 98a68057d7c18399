import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { asJson } from './support/client.js';
import { newItem, newUser } from './support/examples.js';
import { newDatabase, newFolder, start } from './support/run.js';

describe('A stop in production', () => {
  it('503 on readiness first, and under load no request without its answer', async () => {
    const env = { NODE_ENV: 'production', RATE_LIMIT: '0', LOG_REQUESTS: 'false' };
    const DATABASE_URL = (await newDatabase()).href;
    const run = await start(newFolder(), { ...env, DATABASE_URL });
    const { client } = run;
    const { email, password, ...user } = newUser();
    await client.exchange('POST', '/users', asJson({ ...user, email, password }));
    await client.logIn(email, password);

    const codes = { before: new Map<number, number>(), after: new Map<number, number>() };
    let isReady = true;
    let isStopping = false;
    const clients = Array.from({ length: 20 }, async () => {
      // As behind a load balancer, which sends nothing more to who is not ready.
      while (isReady) {
        const item = newItem();
        const count = isStopping ? codes.after : codes.before;
        const { status } = await client.exchange('PUT', `/items/${item.id}`, asJson(item));
        count.set(status, (count.get(status) ?? 0) + 1);
      }
    });
    const balancer = (async () => {
      for (; isReady; await sleep(100)) {
        isReady = (await client.exchange('GET', '/health/ready')).status === 200;
      }
    })();
    await sleep(1_000);
    isStopping = true;
    const begin = Date.now();
    run.kill('SIGTERM');
    await Promise.all([...clients, balancer]);
    expect([...codes.before.keys(), ...codes.after.keys()]).toEqual([201, 201]);
    expect(await run.ended).toEqual([0, null]);
    expect(Date.now() - begin).toBeLessThan(10_000);
    expect(run.left()).toEqual([]);
  });
});
