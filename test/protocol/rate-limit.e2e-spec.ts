import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import document from '../../openapi.json' with { type: 'json' };
import { copyDemoDatabase, startApp, type TestDatabase, useApp } from '../support/app.js';
import { type HttpResponse, Client } from '../support/client.js';
import { type DocumentedOperation, operations } from '../support/operations.js';
import { hasRedis, TestRedis } from '../support/redis.js';

const HOUR = 3_600_000;

/** Sends a request that needs no database, from the address that proxies forward. */
function getDocument(api: Client, forwardedFor?: string): Promise<HttpResponse> {
  const headers = forwardedFor ? { 'X-Forwarded-For': forwardedFor } : undefined;
  return api.exchange('GET', '/openapi.json', { headers });
}

const isLimited = ({ responses }: DocumentedOperation): boolean => '429' in responses;
const LIMITED = operations(document).filter(isLimited);
const UNLIMITED = operations(document).filter((operation) => !isLimited(operation));

describe('A client that has reached the rate limit', () => {
  // The client used its one request to fetch the document for the contract.
  const api = useApp({ rateLimit: 1, limits: { rateLimitWindowMs: HOUR } });

  it.each(UNLIMITED)('200 to $method $template', async ({ method, path }) => {
    const { status, headers } = await api.send(method, path);
    expect(status).toBe(200);
    expect(headers['ratelimit-limit']).toBeUndefined();
  });

  it('200 to the health checks only', () => {
    const paths = UNLIMITED.map(({ template }) => template);
    expect(paths).toEqual(['/health/live', '/health/ready']);
  });

  it.each(LIMITED)('429 to $method $template', async ({ method, path }) => {
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

  it('404, 405 and 204 to OPTIONS, which are not counted', async () => {
    const responses = [
      await api.get('/nothing'),
      await api.get('/items/'),
      await api.delete('/items'),
      await api.send('OPTIONS', '/items'),
    ];
    expect(responses.map(({ status }) => status)).toEqual([404, 404, 405, 204]);
    for (const { headers } of responses) expect(headers['ratelimit-limit']).toBeUndefined();
  });

  it('429 when it sends another address in X-Forwarded-For', async () => {
    expect((await getDocument(api, '192.0.2.1')).status).toBe(429);
  });
});

describe('A rate limit', () => {
  const api = useApp({ rateLimit: 4, limits: { rateLimitWindowMs: 1_000 } });

  it('200 until nothing remains, then 429, then 200 after Retry-After seconds', async () => {
    await sleep(1_000);
    const responses = [
      await getDocument(api),
      await getDocument(api),
      await getDocument(api),
      await getDocument(api),
    ];
    const remaining = responses.map(({ headers }) => headers['ratelimit-remaining']);
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(remaining).toEqual(['3', '2', '1', '0']);
    const { status, headers } = await getDocument(api);
    expect(status).toBe(429);
    await sleep(Number(headers['retry-after']) * 1_000);
    expect((await getDocument(api)).status).toBe(200);
  });
});

describe('Behind one proxy', () => {
  const api = useApp({ rateLimit: 1, limits: { rateLimitWindowMs: HOUR }, trustProxy: 1 });

  it('429 to an address that has reached the limit, and 200 to others', async () => {
    expect((await getDocument(api, '192.0.2.1')).status).toBe(200);
    expect((await getDocument(api, '192.0.2.1')).status).toBe(429);
    expect((await getDocument(api, '192.0.2.2')).status).toBe(200);
  });

  it('429 ignores addresses that the client itself sent to the proxy', async () => {
    expect((await getDocument(api, '198.51.100.1, 192.0.2.3')).status).toBe(200);
    expect((await getDocument(api, '198.51.100.2, 192.0.2.3')).status).toBe(429);
    expect((await getDocument(api, '198.51.100.2')).status).toBe(200);
  });

  it('429 to another address of the same IPv6 network', async () => {
    expect((await getDocument(api, '2001:db8::1')).status).toBe(200);
    expect((await getDocument(api, '2001:db8::2')).status).toBe(429);
    expect((await getDocument(api, '2001:db8:0:1::1')).status).toBe(200);
  });
});

describe('Without a rate limit', () => {
  const api = useApp();

  it('200 without RateLimit fields', async () => {
    const { status, headers } = await api.get('/openapi.json');
    expect(status).toBe(200);
    expect(headers['ratelimit-limit']).toBeUndefined();
  });
});

describe('POST /auth/login', () => {
  // The client used one request for the document and one login for its token.
  const api = useApp({ rateLimit: 3, loginRateLimit: 2, limits: { rateLimitWindowMs: HOUR } });

  it('429 beyond its own limit, which does not count for other operations', async () => {
    const credentials = { email: 'nobody@example.com', password: 'wrong' };
    expect((await api.post('/auth/login', credentials)).status).toBe(401);
    expect((await api.post('/auth/login', credentials)).status).toBe(429);
    expect((await getDocument(api)).status).toBe(200);
    expect((await getDocument(api)).status).toBe(200);
    expect((await getDocument(api)).status).toBe(429);
  });
});

/** Two instances that share their counts through one Redis. */
function describeSharedCounts(): void {
  const clients = [new Client(), new Client()];
  const apps: NestFastifyApplication[] = [];
  const warnings: string[] = [];
  let database: TestDatabase;
  let redis: TestRedis;

  beforeAll(async () => {
    redis = await TestRedis.start();
    database = await copyDemoDatabase();
    const config = { rateLimit: 14, limits: { rateLimitWindowMs: HOUR }, redisUrl: redis.url };
    const ignore = (): void => undefined;
    const warn = (message: string): void => {
      if (message.startsWith('Redis')) warnings.push(message);
    };
    const logger: LoggerService = { log: ignore, error: ignore, warn };
    for (const client of clients)
      apps.push(await startApp(database.url, client, config, { logger }));
  });

  afterAll(async () => {
    for (const client of clients) client.close();
    for (const app of apps) await app.close();
    await database.drop();
    await redis.stop();
  });

  /** Sends requests to both instances in turn and returns the codes. Each takes less than a second. */
  async function sendInTurn(count: number): Promise<number[]> {
    const codes: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const begin = Date.now();
      codes.push((await getDocument(clients[index % 2])).status);
      expect(Date.now() - begin).toBeLessThan(1_000);
    }
    return codes;
  }

  const tenTimes = (code: number): number[] => Array.from({ length: 10 }, () => code);

  it('429 when both instances together have reached the limit', async () => {
    // Both instances also counted a request for the document and a login.
    expect(await sendInTurn(10)).toEqual(tenTimes(200));
    expect(await sendInTurn(10)).toEqual(tenTimes(429));
  });

  it('200 while Redis is stopped, with one warning from each instance; 429 when it runs again', async () => {
    await redis.stop();
    expect(await sendInTurn(10)).toEqual(tenTimes(200));
    expect(await sendInTurn(10)).toEqual(tenTimes(200));
    expect(warnings).toEqual([
      expect.stringContaining('is unavailable'),
      expect.stringContaining('is unavailable'),
    ]);
    await redis.start();
    while (!(await sendInTurn(10)).includes(429)) await sleep(50);
  });

  it('200 while Redis hangs', async () => {
    redis.freeze();
    expect(await sendInTurn(10)).toEqual(tenTimes(200));
    expect(warnings).toHaveLength(4);
  });

  it('200 when Redis is not running at startup', async () => {
    const client = new Client();
    await redis.stop();
    const config = { rateLimit: 1, redisUrl: redis.url };
    const app = await startApp(database.url, client, config);
    expect((await getDocument(client)).status).toBe(200);
    client.close();
    await app.close();
  });
}

if (hasRedis()) describe('Instances that share a Redis', describeSharedCounts);
else
  console.warn('NOT TESTED: instances that share a Redis, because redis-server is not installed.');
