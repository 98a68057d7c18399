import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { DEMO_PASSWORD, DEMO_USERS } from '../src/database/seed.js';
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

describe('A stop in the midst of a pipeline', () => {
  it('200 to all requests that were sent on one connection', async () => {
    const run = await start(newFolder());
    const login = asJson({ email: DEMO_USERS[1].email, password: DEMO_PASSWORD });
    const body = String(login.body);
    // They keep the two threads for passwords busy, and so the first answer of the pipeline waits.
    const others = [1, 2, 3, 4].map(() => run.client.exchange('POST', '/auth/login', login));
    const socket = await run.openConnection();
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    const head = 'POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json';
    const live = 'GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n';
    socket.write(`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}${live}${live}`);
    await sleep(100);
    expect(received).toBe('');
    run.kill('SIGTERM');
    await once(socket, 'close');
    const ok = 'HTTP/1.1 200';
    expect(received.match(/HTTP\/1.1 \d+/g)).toEqual([ok, ok, ok]);
    await Promise.allSettled(others);
    expect([await run.ended, run.left()]).toEqual([[0, null], []]);
  });
});
