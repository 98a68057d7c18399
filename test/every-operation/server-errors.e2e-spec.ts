import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import document from '../../openapi.json' with { type: 'json' };
import { copyTestDatabase, startApp, type TestDatabase, useApp } from '../support/app.js';
import { FaultModule } from '../support/fixtures.js';
import { Client, operations, sendExample } from '#contract-testing';

/* An internal error may happen anywhere, so each operation documents a 500. */

const OPERATIONS = operations(document);
const api = useApp({}, [FaultModule]);

it.each(OPERATIONS)('500 to $method $template, without its cause', async (operation) => {
  const response = await sendExample(api, operation, { 'X-Fault': 'planted' });
  expect(response.status).toBe(500);
  expect(response.headers['cache-control']).toBe('no-store');
  expect(response.body.type).toBe('/problems/internal-error');
  expect(response.text).not.toContain('planted');
});

describe('Without the fault', () => {
  it('200 as usual', async () => {
    expect((await api.get('/health/live')).status).toBe(200);
  });
});

/* While the database does not exist. `test/system/database-outage` has the other outages. */

const client = new Client();
let database: TestDatabase;
let app: NestFastifyApplication;

beforeAll(async () => {
  database = await copyTestDatabase();
  app = await startApp(database.url, client);
  expect((await client.get('/health/ready')).status).toBe(200);
  await database.drop();
});

afterAll(async () => {
  client.close();
  await app.close();
});

describe('Without its database', () => {
  it.each(OPERATIONS.filter(({ responses }) => '503' in responses))(
    '503 from an operation that documents it: $method $template',
    async (operation) => {
      const { status, headers, body } = await sendExample(client, operation);
      expect(status).toBe(503);
      expect(headers['retry-after']).toBe('1');
      expect(body.type).toBe('/problems/service-unavailable');
    },
  );

  it.each(OPERATIONS.filter(({ responses }) => !('503' in responses)))(
    '$success from an operation that does not need it: $method $template',
    async (operation) => {
      expect((await sendExample(client, operation)).status).toBe(operation.success);
    },
  );
});
