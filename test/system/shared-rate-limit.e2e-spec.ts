import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { copyTestDatabase, startApp, type TestDatabase } from '../support/app.js';
import { Client, type HttpResponse } from '#contract-testing';
import { describeWith } from '../support/programs.js';
import { REDIS, TestRedis } from '../support/redis.js';

const HOUR = 3_600_000;

/** Sends a request that needs no database. */
function getDocument(api: Client): Promise<HttpResponse> {
  return api.exchange('GET', '/openapi.json');
}

/* Two instances that share their counts through one Redis. */

describeWith(REDIS, 'Instances that share a Redis', () => {
  const clients = [new Client(), new Client()];
  const apps: NestFastifyApplication[] = [];
  const warnings: string[] = [];
  const recoveries: string[] = [];
  let database: TestDatabase;
  let redis: TestRedis;

  beforeAll(async () => {
    redis = await TestRedis.start();
    database = await copyTestDatabase();
    const config = { rateLimit: 10, limits: { rateLimitWindowMs: HOUR }, redisUrl: redis.url };
    const ignore = (): void => undefined;
    const warn = (message: string): void => {
      if (message.startsWith('Redis')) warnings.push(message);
    };
    const log = (message: string): void => {
      if (message.startsWith('Redis')) recoveries.push(message);
    };
    const logger: LoggerService = { log, error: ignore, warn };
    for (const client of clients)
      apps.push(await startApp(database.url, client, config, { logger }));
  });

  afterAll(async () => {
    for (const client of clients) client.close();
    for (const app of apps) await app.close();
    await database.drop();
    await redis.stop();
  });

  /** Sends requests to both instances in turn and returns the codes. */
  async function sendInTurn(count: number): Promise<number[]> {
    const codes: number[] = [];
    for (let index = 0; index < count; index += 1) {
      codes.push((await getDocument(clients[index % 2])).status);
    }
    return codes;
  }

  const tenTimes = (code: number): number[] => Array.from({ length: 10 }, () => code);

  it('429 when both instances together have reached the limit', async () => {
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

  it('200 while Redis refuses to write, with one warning from each instance; 429 when it writes again', async () => {
    warnings.length = 0;
    await redis.setReadOnly(true);
    expect(await sendInTurn(10)).toEqual(tenTimes(200));
    expect(await sendInTurn(10)).toEqual(tenTimes(200));
    expect(warnings).toEqual([
      expect.stringContaining('is unavailable (READONLY)'),
      expect.stringContaining('is unavailable (READONLY)'),
    ]);
    recoveries.length = 0;
    await redis.setReadOnly(false);
    while (recoveries.length < 2) await sleep(50);
    expect(await sendInTurn(10)).toEqual(tenTimes(429));
  });

  it('200 while Redis hangs', async () => {
    warnings.length = 0;
    redis.freeze();
    expect(await sendInTurn(10)).toEqual(tenTimes(200));
    expect(warnings).toHaveLength(2);
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
});
