import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import document from '../openapi.json' with { type: 'json' };
import { createDatabase, startApp, type TestDatabase, useApp } from './support/app.js';
import { type Answer, Client } from './support/client.js';
import { operations } from './support/operations.js';
import { hasRedis, TestRedis } from './support/redis.js';

const HOUR = 3_600_000;

/** Asks for what needs no database, as a client whose address proxies tell. */
function ask(api: Client, forwardedFor?: string): Promise<Answer> {
  const headers = forwardedFor ? { 'X-Forwarded-For': forwardedFor } : undefined;
  return api.exchange('GET', '/health/live', { headers });
}

describe('A client that has sent all that it may', () => {
  // The document, which the client fetched for the contract, was all.
  const api = useApp({ rateLimit: 1, rateWindow: HOUR });

  it.each(operations(document))('429 to $method $template', async ({ method, path }) => {
    const { status, headers, body } = await api.send<{ type: string }>(method, path);
    expect(status).toBe(429);
    expect(body.type).toBe('/problems/rate-limited');
    expect(headers['ratelimit-limit']).toBe('1');
    expect(headers['ratelimit-remaining']).toBe('0');
    expect(headers['ratelimit-reset']).toBe(headers['retry-after']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(3_000);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(3_600);
  });

  it('429 to HEAD too', async () => {
    expect((await api.send('HEAD', '/items')).status).toBe(429);
  });

  it('404, 405 and 204 to OPTIONS still, which are not counted', async () => {
    const answers = [
      await api.get('/nothing'),
      await api.get('/items/'),
      await api.delete('/items'),
      await api.send('OPTIONS', '/items'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 405, 204]);
    for (const { headers } of answers) expect(headers['ratelimit-limit']).toBeUndefined();
  });

  it('429 whatever address it says it has', async () => {
    expect((await ask(api, '192.0.2.1')).status).toBe(429);
  });
});

describe('A count', () => {
  const api = useApp({ rateLimit: 4, rateWindow: 1_000 });

  it('200 until nothing remains, then 429, then 200 after Retry-After seconds', async () => {
    await sleep(1_000);
    const answers = [await ask(api), await ask(api), await ask(api), await ask(api)];
    const remaining = answers.map(({ headers }) => headers['ratelimit-remaining']);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(remaining).toEqual(['3', '2', '1', '0']);
    const { status, headers } = await ask(api);
    expect(status).toBe(429);
    await sleep(Number(headers['retry-after']) * 1_000);
    expect((await ask(api)).status).toBe(200);
  });
});

describe('Behind one proxy', () => {
  const api = useApp({ rateLimit: 1, rateWindow: HOUR, trustProxy: 1 });

  it('429 to each address that the proxy tells, and 200 to the others', async () => {
    expect((await ask(api, '192.0.2.1')).status).toBe(200);
    expect((await ask(api, '192.0.2.1')).status).toBe(429);
    expect((await ask(api, '192.0.2.2')).status).toBe(200);
  });

  it('429 whatever the client told the proxy', async () => {
    expect((await ask(api, '198.51.100.1, 192.0.2.3')).status).toBe(200);
    expect((await ask(api, '198.51.100.2, 192.0.2.3')).status).toBe(429);
    expect((await ask(api, '198.51.100.2')).status).toBe(200);
  });

  it('429 to another address of one IPv6 network', async () => {
    expect((await ask(api, '2001:db8::1')).status).toBe(200);
    expect((await ask(api, '2001:db8::2')).status).toBe(429);
    expect((await ask(api, '2001:db8:0:1::1')).status).toBe(200);
  });
});

describe('Without a limit', () => {
  const api = useApp();

  it('200 always, and no fields that tell of one', async () => {
    const { status, headers } = await api.get('/health/live');
    expect(status).toBe(200);
    expect(headers['ratelimit-limit']).toBeUndefined();
  });
});

describe('POST /auth/login', () => {
  // The client fetched the document, and a token.
  const api = useApp({ rateLimit: 3, loginRateLimit: 2, rateWindow: HOUR });

  it('429 beyond a limit of its own, which leaves that of the others as it was', async () => {
    const wrong = { email: 'nobody@example.com', password: 'wrong' };
    expect((await api.post('/auth/login', wrong)).status).toBe(401);
    expect((await api.post('/auth/login', wrong)).status).toBe(429);
    expect((await ask(api)).status).toBe(200);
    expect((await ask(api)).status).toBe(200);
    expect((await ask(api)).status).toBe(429);
  });
});

/** Two instances that count in one Redis. */
function sharedCount(): void {
  const clients = [new Client(), new Client()];
  const apps: NestFastifyApplication[] = [];
  const warnings: string[] = [];
  let database: TestDatabase;
  let redis: TestRedis;

  beforeAll(async () => {
    redis = await TestRedis.start();
    database = await createDatabase();
    const config = { rateLimit: 14, rateWindow: HOUR, redisUrl: redis.url };
    const ignore = (): void => undefined;
    const warn = (message: string): void => {
      if (message.startsWith('Redis')) warnings.push(message);
    };
    const logger: LoggerService = { log: ignore, error: ignore, warn };
    for (const client of clients) apps.push(await startApp(database.url, client, config, logger));
  });

  afterAll(async () => {
    for (const client of clients) client.close();
    for (const app of apps) await app.close();
    await database.drop();
    await redis.stop();
  });

  /** The codes of so many requests, to the instances in turn. None takes a second. */
  async function askInTurn(count: number): Promise<number[]> {
    const codes: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const begin = Date.now();
      codes.push((await ask(clients[index % 2])).status);
      expect(Date.now() - begin).toBeLessThan(1_000);
    }
    return codes;
  }

  const allOf = (code: number): number[] => Array.from({ length: 10 }, () => code);

  it('429 as soon as both together have answered all', async () => {
    // Each was asked for the document, and for a token.
    expect(await askInTurn(10)).toEqual(allOf(200));
    expect(await askInTurn(10)).toEqual(allOf(429));
  });

  it('200 while Redis is gone, with one warning of each; 429 when it is back', async () => {
    await redis.stop();
    expect(await askInTurn(10)).toEqual(allOf(200));
    expect(await askInTurn(10)).toEqual(allOf(200));
    expect(warnings).toEqual([
      expect.stringContaining('is away'),
      expect.stringContaining('is away'),
    ]);
    await redis.start();
    while (!(await askInTurn(10)).includes(429)) await sleep(50);
  });

  it('200 while Redis hangs', async () => {
    redis.freeze();
    expect(await askInTurn(10)).toEqual(allOf(200));
    expect(warnings).toHaveLength(4);
  });

  it('200 when there is no Redis from the start', async () => {
    const client = new Client();
    await redis.stop();
    const config = { rateLimit: 1, redisUrl: redis.url };
    const app = await startApp(database.url, client, config);
    expect((await ask(client)).status).toBe(200);
    client.close();
    await app.close();
  });
}

if (hasRedis()) describe('Instances with a Redis in common', sharedCount);
else console.warn('NOT TESTED: instances with a Redis in common. That needs redis-server.');
