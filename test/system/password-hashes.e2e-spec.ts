import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Config } from '../../src/config/config.js';
import { createDatabase, startApp, type TestDatabase } from '../support/app.js';
import { Client, type HttpResponse } from '#contract-testing';
import { insertTestData } from '../support/test-data.js';
import { TEST_LOGIN } from '../support/test-users.js';

/* A hash takes about 100 ms of a thread, and two threads hash. */

const { passwordHashCost } = new Config().limits;
const client = new Client();
let database: TestDatabase;
let app: NestFastifyApplication;

beforeAll(async () => {
  // Not the copy of the database that other tests use, whose hashes are cheap.
  database = await createDatabase();
  app = await startApp(database.url, client, { limits: { passwordHashCost } });
  await insertTestData(app);
});

afterAll(async () => {
  client.close();
  await app.close();
  await database.drop();
});

function logInWith(fields: object): Promise<HttpResponse> {
  return client.post('/auth/login', { ...TEST_LOGIN, ...fields });
}

describe('POST /auth/login', () => {
  it('401 or 503 to each of sixty clients at once, and 200 to the next one', async () => {
    const logins = Array.from({ length: 60 }, () => logInWith({ password: 'wrong' }));
    const codes = (await Promise.all(logins)).map(({ status }) => status);
    const compared = codes.filter((code) => code === 401).length;
    const refused = codes.filter((code) => code === 503).length;
    expect([compared + refused, compared >= 20]).toEqual([60, true]);
    expect(refused).toBeGreaterThan(0);
    expect((await logInWith({})).status).toBe(200);
  });

  it('401 costs as much for an unknown email as for a wrong password', async () => {
    const measure = async (fields: object): Promise<number> => {
      const begin = process.cpuUsage();
      for (let count = 0; count < 10; count += 1) {
        expect((await logInWith({ password: 'wrong', ...fields })).status).toBe(401);
      }
      return process.cpuUsage(begin).user;
    };
    const [known, unknown] = [await measure({}), await measure({ email: 'nobody@example.com' })];
    expect(unknown).toBeGreaterThan(known / 2);
    expect(known).toBeGreaterThan(unknown / 2);
  });
});
