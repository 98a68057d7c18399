import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { copyTestDatabase, startApp, type TestDatabase } from '../../support/app.js';
import { Client, type HttpResponse } from '#contract-testing';
import { newItem } from '../../support/items.js';
import { newUser } from '../../support/users.js';

const REQUESTS = 8;
const ROUNDS = 50;

/* Two instances of the service that start at once on one database. */
const clients = [new Client(), new Client()];
let database: TestDatabase;
let apps: NestFastifyApplication[];

beforeAll(async () => {
  database = await copyTestDatabase();
  apps = await Promise.all(clients.map((client) => startApp(database.url, client)));
});

afterAll(async () => {
  clients.forEach((client) => client.close());
  await Promise.all(apps.map((app) => app.close()));
  await database.drop();
});

describe('Of eight simultaneous requests', () => {
  it.each([
    ['PUT', (client: Client, item: Item) => client.put(`/items/${item.id}`, item)],
    ['POST', (client: Client, item: Item) => client.post('/items', item)],
  ])(
    '201 to one and 200 to seven that %s the same new item',
    async (_, send) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const item = newItem();
        expect(await sendAtOnce((client) => send(client, item))).toEqual([
          200, 200, 200, 200, 200, 200, 200, 201,
        ]);
        expect((await clients[0].get(`/items/${item.id}`)).body).toMatchObject(item);
      }
    },
    120_000,
  );

  it('201 to one and 409 to seven that PUT different items with one name', async () => {
    for (let round = 0; round < ROUNDS / 5; round += 1) {
      const { name } = newItem();
      const codes = await sendAtOnce((client) => {
        const item = newItem({ name });
        return client.put(`/items/${item.id}`, item);
      });
      expect(codes).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
    }
  });

  it('201 to one and 409 to seven that POST users with one email', async () => {
    const { email } = newUser();
    const codes = await sendAtOnce((client) => client.post('/users', newUser({ email })));
    expect(codes).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  });

  it.each(['PUT', 'PATCH'])('200 to one and 412 to seven that %s with one ETag', async (method) => {
    for (let round = 0; round < ROUNDS / 5; round += 1) {
      const item = newItem();
      const { headers } = await clients[0].post('/items', item);
      const options = {
        headers: { 'Content-Type': 'application/json', 'If-Match': String(headers.etag) },
        body: JSON.stringify({ name: `${item.name} II`, price: item.price }),
      };
      const codes = await sendAtOnce((client) => client.send(method, `/items/${item.id}`, options));
      expect(codes).toEqual([200, 412, 412, 412, 412, 412, 412, 412]);
    }
  });

  it('204 to one and 404 to seven that DELETE with one ETag', async () => {
    for (let round = 0; round < ROUNDS / 5; round += 1) {
      const item = newItem();
      const { headers } = await clients[0].post('/items', item);
      const options = { headers: { 'If-Match': String(headers.etag) } };
      const codes = await sendAtOnce((client) => client.delete(`/items/${item.id}`, options));
      expect(codes).toEqual([204, 404, 404, 404, 404, 404, 404, 404]);
    }
  });

  it('201 to one and 412 to seven that PUT with If-None-Match: *', async () => {
    for (let round = 0; round < ROUNDS / 5; round += 1) {
      const item = newItem();
      const options = {
        headers: { 'Content-Type': 'application/json', 'If-None-Match': '*' },
        body: JSON.stringify(item),
      };
      const codes = await sendAtOnce((client) => client.send('PUT', `/items/${item.id}`, options));
      expect(codes).toEqual([201, 412, 412, 412, 412, 412, 412, 412]);
    }
  });

  it('200 or 409 to each that swaps the names of two items, and never a 503', async () => {
    const [one, other] = [newItem(), newItem()];
    await clients[0].post('/items', one);
    await clients[0].post('/items', other);
    const names = [one.name, other.name];
    for (let round = 0; round < ROUNDS / 2; round += 1) {
      const swaps = Array.from({ length: REQUESTS }, (_, n) => {
        const { id } = n % 2 === 0 ? one : other;
        const name = names[(n + round) % 2];
        return clients[n % clients.length].put(`/items/${id}`, newItem({ id: undefined, name }));
      });
      const codes = (await Promise.all(swaps)).map(({ status }) => status);
      expect(codes.filter((code) => code !== 200 && code !== 409)).toEqual([]);
    }
  });

  it('204 to one and 404 to seven that DELETE the same item', async () => {
    for (let round = 0; round < ROUNDS / 5; round += 1) {
      const item = newItem();
      expect((await clients[0].put(`/items/${item.id}`, item)).status).toBe(201);
      const codes = await sendAtOnce((client) => client.delete(`/items/${item.id}`));
      expect(codes).toEqual([204, 404, 404, 404, 404, 404, 404, 404]);
    }
  });
});

type Item = ReturnType<typeof newItem>;

/** Sends eight requests at once, half of them to each instance, and returns the sorted codes. */
async function sendAtOnce(send: (client: Client) => Promise<HttpResponse>): Promise<number[]> {
  const responses = await Promise.all(
    Array.from({ length: REQUESTS }, (_, n) => send(clients[n % clients.length])),
  );
  return responses.map(({ status }) => status).sort();
}
