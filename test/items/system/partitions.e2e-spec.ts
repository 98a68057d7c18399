import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { copyTestDatabase, executeSql, startApp, type TestDatabase } from '../../support/app.js';
import { ROUNDS } from '../../support/two-instances.js';
import { Client } from '#contract-testing';
import type { ItemBatchDto } from '../../../src/items/dto/item-batch.dto.js';
import { newItem } from '../new-item.js';

/** Without a unique name, which in a partitioned table would have to contain the id. */
const PARTITION = `
  ALTER TABLE items RENAME TO whole_items;
  CREATE TABLE items (LIKE whole_items INCLUDING DEFAULTS) PARTITION BY HASH (id);
  CREATE TABLE items_even PARTITION OF items FOR VALUES WITH (MODULUS 2, REMAINDER 0);
  CREATE TABLE items_odd PARTITION OF items FOR VALUES WITH (MODULUS 2, REMAINDER 1);
  ALTER TABLE items ADD PRIMARY KEY (id);
  ALTER TABLE items ADD FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE RESTRICT;
  INSERT INTO items SELECT * FROM whole_items;
  DROP TABLE whole_items;
  CREATE TRIGGER items_write_tags AFTER INSERT OR DELETE ON items
    FOR EACH ROW EXECUTE FUNCTION index_tags();`;

const client = new Client();
let database: TestDatabase;
let app: NestFastifyApplication;

beforeAll(async () => {
  database = await copyTestDatabase();
  await executeSql(PARTITION, database.url);
  app = await startApp(database.url, client);
});

afterAll(async () => {
  client.close();
  await app.close();
  await database.drop();
});

describe('With a partitioned table of items', () => {
  it('201 to one and 200 to seven that create an item at once', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id, ...body } = newItem();
      const puts = Array.from({ length: 8 }, () => client.put(`/items/${id}`, body));
      const codes = (await Promise.all(puts)).map(({ status }) => status).sort();
      expect(codes).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    }
  });

  it('201, 200, 200, 412, 204 and 404 in the life of an item', async () => {
    const item = newItem({ tags: ['new'] });
    const path = `/items/${item.id}`;
    const created = await client.post('/items', item);
    const stale = { 'If-Match': String(created.headers.etag) };
    const codes = [
      created,
      await client.post('/items', item),
      await client.patch(path, { description: 'Changed.' }),
      await client.patch(path, { description: 'Lost.' }, stale),
      await client.delete(path),
      await client.get(path),
    ].map(({ status }) => status);
    expect(codes).toEqual([201, 200, 200, 412, 204, 404]);
  });

  it('207 with 201 for each item of a batch, and then with 200', async () => {
    const items = Array.from({ length: 20 }, () => newItem());
    for (const code of [201, 200]) {
      const { status, body } = await client.post<ItemBatchDto>('/item-batches', { items });
      expect(status).toBe(207);
      expect(body.results.map((result) => result.status)).toEqual(items.map(() => code));
    }
  });
});
