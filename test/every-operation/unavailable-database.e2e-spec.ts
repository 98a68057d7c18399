import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import document from '../../openapi.json' with { type: 'json' };
import { copyTestDatabase, startApp, type TestDatabase } from '../support/app.js';
import { Client, operations, sendExample } from '#contract-testing';

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

const OPERATIONS = operations(document);

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
