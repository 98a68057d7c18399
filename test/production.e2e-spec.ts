import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createDatabase, startApp, type TestDatabase } from './support/app.js';
import { Client } from './support/client.js';
import { newItem } from './support/examples.js';

const client = new Client();
let database: TestDatabase;
let app: NestFastifyApplication;

beforeAll(async () => {
  database = await createDatabase();
  app = await startApp(database.url, client, true);
});

afterAll(async () => {
  client.close();
  await app.close();
  await database.drop();
});

describe('In production', () => {
  it('200 lists nothing, for there is no demo data', async () => {
    expect((await client.get('/items')).body).toEqual({ items: [] });
    expect((await client.get('/users')).body).toEqual({ users: [] });
  });

  it.each([
    ['PUT', '/items/lamp'],
    ['POST', '/items'],
  ])(
    '401 to %s %s, as there is no demo user either, and no other caller yet',
    async (method, path) => {
      const headers = { 'Content-Type': 'application/json' };
      const body = JSON.stringify(newItem({ id: 'lamp' }));
      expect((await client.send(method, path, { headers, body })).status).toBe(401);
      expect((await client.get('/items/lamp')).status).toBe(404);
    },
  );
});
