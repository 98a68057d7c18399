import { describe, expect, it } from '@jest/globals';
import { type HttpResponse, STALE } from '#contract-testing';
import type { ItemDto } from '../../src/items/dto/item.dto.js';
import type { UpsertedItemDto } from '../../src/items/dto/item.dto.js';
import { race, ROUNDS, sortCodes, useTwoInstances } from '../support/two-instances.js';
import { createMember, createOutdatedMember, NEW_PASSWORD } from '../users/new-user.js';
import { createItem, newItem } from './new-item.js';

const clients = useTwoInstances();
const [api] = clients;

const price = (amount: unknown, currency: unknown = 'EUR'): object => ({
  price: { amount, currency },
});
const tags = (count: number): string[] => Array.from({ length: count }, (_, n) => `tag ${n}`);

describe('POST /items', () => {
  it('201 creates the item when no item has the id', async () => {
    const item = newItem();
    expect((await api.get(`/items/${item.id}`)).status).toBe(404);
    const { status, body, headers } = await api.post<UpsertedItemDto>('/items', item);
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'created', item });
    expect(headers.location).toBe(`/items/${item.id}`);
    const read = await api.get<ItemDto>(`/items/${item.id}`);
    expect(read.body).toEqual(body.item);
    expect(read.headers.etag).toBe(headers.etag);
  });

  it('201 with If-None-Match: * when no item has the id', async () => {
    const item = newItem();
    expect((await api.post('/items', item, { 'If-None-Match': '*' })).status).toBe(201);
    expect((await api.get(`/items/${item.id}`)).body).toMatchObject(item);
  });

  it.each<[string, object]>([
    ['the longest name, in code points', { name: '💡'.repeat(80) }],
    [
      'a name in any script',
      { name: 'e\u0301 👩\u200d👧 می\u200cخواهم שָׁלוֹם क्\u200dष 한글 1\ufe0f\u20e3' },
    ],
    ['a name that differs from another only in letter case', { name: 'DESK LAMP' }],
    ['the longest id', { id: 'x'.repeat(64) }],
    ['an id with digits only', { id: '2026-11' }],
    ['the longest description', { description: '𝄞'.repeat(2000) }],
    ['an empty description', { description: '' }],
    ['a description with white space at both ends', { description: ' \n x \t' }],
    ['a description in any script', { description: 'Ελληνικά עברית 日本語 e\u0301 \u200d \u202e' }],
    ['a null description', { description: null }],
    ['SQL', { description: `'; DROP TABLE items; --` }],
    ['the highest price', price('9999999999.99')],
    ['the lowest price', price('0.00')],
    ['a currency without minor units', price('100.00', 'JPY')],
    ['a currency introduced in 2025', price('1.00', 'XCG')],
    ['a currency introduced in 2024', price('1.00', 'ZWG')],
    ['a currency introduced in 2022', price('1.00', 'SLE')],
    ['a currency that is not legal tender by CLDR', price('1.00', 'VED')],
    ['a currency of several countries', price('1.00', 'XOF')],
    ['the currency that Bulgaria has now', price('1.00', 'EUR')],
    ['ten tags', { tags: tags(10) }],
    [
      'tags in any script',
      { tags: ['e\u0301', '👩\u200d👧', 'می\u200cخواهم', '\u200fעברית', '·'] },
    ],
    ['tags that PostgreSQL must quote', { tags: ['a,b', '"c"', '{d}', 'NULL', '\\e'] }],
  ])('201 stores %s unchanged', async (_, fields) => {
    const item = newItem(fields);
    expect((await api.post('/items', item)).status).toBe(201);
    expect((await api.get(`/items/${item.id}`)).body).toMatchObject(item);
  });

  it('200 replaces the item when an item has the id', async () => {
    const { path, item } = await createItem(api, { description: 'Replaced soon.', tags: ['old'] });
    const fields = newItem({ id: item.id });
    const { status, body, headers } = await api.post<UpsertedItemDto>('/items', fields);
    expect(status).toBe(200);
    expect(headers.location).toBeUndefined();
    expect(body).toMatchObject({ status: 'updated', item: { description: null, tags: [] } });
    expect(body.item.createdAt).toBe(item.createdAt);
    const read = await api.get<ItemDto>(path);
    expect(read.body).toEqual(body.item);
    expect(read.headers.etag).toBe(headers.etag);
  });

  it('200 with If-Match when it has the current ETag', async () => {
    const { item, etag } = await createItem(api);
    const fields = newItem({ id: item.id });
    expect((await api.post('/items', fields, { 'If-Match': etag })).status).toBe(200);
    expect((await api.get(`/items/${item.id}`)).body).toMatchObject(fields);
  });

  it('400 when a precondition is malformed', async () => {
    const item = newItem();
    const { status, body } = await api.post('/items', item, { 'If-Match': 'x' });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ header: 'If-Match' }]);
    expect((await api.get(`/items/${item.id}`)).status).toBe(404);
  });

  it('401 when the user of the token has changed the password since, and creates nothing', async () => {
    const { client } = await createOutdatedMember(api);
    const item = newItem();
    expect((await client.post('/items', item)).status).toBe(401);
    expect((await api.get(`/items/${item.id}`)).status).toBe(404);
  });

  it('403 when the item belongs to another user, and changes nothing', async () => {
    const { path, item } = await createItem(api);
    const { client: other } = await createMember(api);
    const { status, body } = await other.post('/items', newItem({ id: item.id }));
    expect(status).toBe(403);
    expect(body.type).toBe('/problems/forbidden');
    expect((await api.get<ItemDto>(path)).body).toEqual(item);
  });

  it('409 when another item has the name, and creates nothing', async () => {
    const { name } = (await createItem(api)).item;
    const item = newItem({ name });
    const { status, body } = await api.post('/items', item);
    expect(status).toBe(409);
    expect(body.type).toBe('/problems/name-taken');
    expect((await api.get(`/items/${item.id}`)).status).toBe(404);
  });

  it.each<[string, Record<string, string>]>([
    ['If-Match has another ETag', { 'If-Match': STALE }],
    ['If-None-Match is *', { 'If-None-Match': '*' }],
  ])('412 when an item has the id and %s, and changes nothing', async (_, headers) => {
    const { path, item } = await createItem(api);
    expect((await api.post('/items', newItem({ id: item.id }), headers)).status).toBe(412);
    expect((await api.get<ItemDto>(path)).body).toEqual(item);
  });

  it('412 with If-Match when no item has the id, and creates nothing', async () => {
    const item = newItem();
    expect((await api.post('/items', item, { 'If-Match': '*' })).status).toBe(412);
    expect((await api.get(`/items/${item.id}`)).status).toBe(404);
  });

  it.each<[string, object]>([
    ['#/id', { id: 'x'.repeat(65) }],
    ['#/id', { id: 'Desk' }],
    ['#/id', { id: 1 }],
    ['#/id', { id: undefined }],
    ['#/name', { name: '' }],
    ['#/name', { name: '💡'.repeat(81) }],
    ['#/name', { name: ' lamp' }],
    ['#/name', { name: 'lamp\u00a0' }],
    ['#/name', { name: '\u200b' }],
    ['#/name', { name: 'la\nmp' }],
    ['#/name', { name: 'la\0mp' }],
    ['#/name', { name: 'la\ud800mp' }],
    ['#/name', { name: null }],
    ['#/name', { name: ['lamp'] }],
    ['#/name', { name: { constructor: 1 } }],
    ['#/description', { description: 'x'.repeat(2001) }],
    ['#/description', { description: '\0' }],
    ['#/description', { description: 5 }],
    ['#/price', { price: undefined }],
    ['#/price', { price: null }],
    ['#/price', { price: '19.99' }],
    ['#/price', { price: [] }],
    ['#/price/amount', price(19.99)],
    ['#/price/amount', price('19.9')],
    ['#/price/amount', price('019.99')],
    ['#/price/amount', price('-1.00')],
    ['#/price/amount', price('10000000000.00')],
    ['#/price/amount', price('1e2')],
    ['#/price/amount', price('١.٠٠')],
    ['#/price/amount', price('1.00\n')],
    ['#/price/currency', price('1.00', 'eur')],
    ['#/price/currency', price('1.00', 'XYZ')],
    ['#/tags', { tags: null }],
    ['#/tags', { tags: 'home' }],
    ['#/tags', { tags: { length: 1 } }],
    ['#/tags', { tags: tags(11) }],
    ['#/tags', { tags: ['a', 'a'] }],
    ['#/tags', { tags: [''] }],
    ['#/tags', { tags: ['x'.repeat(31)] }],
    ['#/tags', { tags: [['a']] }],
    ['#/tags', { tags: [{ constructor: 1, toString: 2 }] }],
    ['#/tags', { tags: ['home', '\u200b'] }],
    ['#/tags', { tags: ['\0'] }],
  ])('422 at %s: %j', async (pointer, fields) => {
    await expectNoItem(newItem(fields), pointer, expect.any(String));
  });

  it.each([
    ['withdrawn in 2026', 'BGN'],
    ['withdrawn in 2025', 'ANG'],
    ['withdrawn in 2024', 'ZWL'],
    ['withdrawn in 2023', 'HRK'],
    ['withdrawn in 2023', 'SLL'],
    ['withdrawn in 2021', 'CUC'],
    ['that is a unit of account', 'UYW'],
    ['of a fund', 'CLF'],
    ['of a metal', 'XAU'],
    ['for tests', 'XTS'],
    ['for no currency', 'XXX'],
    ['that ISO 4217 does not have', 'CNH'],
  ])('422 for a price in a currency %s: %s', async (_, currency) => {
    await expectNoItem(newItem(price('1.00', currency)), '#/price/currency', expect.any(String));
  });

  it.each<[string, object]>([
    ['#/ownerId', { ownerId: '019af000-0000-7000-8000-000000000002' }],
    ['#/createdAt', { createdAt: '2026-01-01T00:00:00.000Z' }],
    ['#/updatedAt', { updatedAt: '2026-01-01T00:00:00.000Z' }],
    ['#/version', { version: 1 }],
    ['#/constructor', { constructor: 1 }],
    ['#/toString', { toString: 1 }],
    ['#/hasOwnProperty', { hasOwnProperty: 1 }],
    ['#/a~1b~0c%25', { 'a/b~c%': 1 }],
    ['#/price/vat', { price: { amount: '1.00', currency: 'EUR', vat: 1 } }],
    ['#/price/constructor', { price: { amount: '1.00', currency: 'EUR', constructor: 1 } }],
  ])('422 at %s, which no client can set', async (pointer, fields) => {
    await expectNoItem(newItem(fields), pointer, 'is not known here');
  });

  it('422 for a number that JavaScript cannot represent', async () => {
    const body = JSON.stringify(newItem({ description: 0 })).replace('0', `1${'0'.repeat(400)}`);
    const headers = { 'Content-Type': 'application/json' };
    expect((await api.send('POST', '/items', { headers, body })).status).toBe(422);
  });

  it('422 lists every invalid field', async () => {
    const { status, body } = await api.post('/items', { name: '', price: { amount: 1 } });
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([
      { pointer: '#/id' },
      { pointer: '#/name' },
      { pointer: '#/price/amount' },
      { pointer: '#/price/currency' },
    ]);
  });
});

describe('POST /items, many at once', () => {
  it('201 to one and 200 to seven that create one item', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const item = newItem();
      const responses = await race(clients, (client) => client.post('/items', item));
      expect(sortCodes(responses)).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
      expect((await api.get(`/items/${item.id}`)).body).toMatchObject(item);
    }
  });

  it('201 while the password changes when the item is created, and 401 when it is not', async () => {
    for (let round = 0; round < ROUNDS / 2; round += 1) {
      const { client, path } = await createMember(api);
      let isChanged = false;
      const change = client.patch(path, NEW_PASSWORD).finally(() => (isChanged = true));
      const creations = new Map<string, HttpResponse>();
      while (!isChanged) {
        const item = newItem();
        creations.set(item.id, await client.post('/items', item));
      }
      expect((await change).status).toBe(200);
      expect((await client.post('/items', newItem())).status).toBe(401);
      for (const [id, { status }] of creations) {
        const exists = (await client.get(`/items/${id}`)).status === 200;
        expect(status).toBe(exists ? 201 : 401);
      }
    }
  });
});

/** Sends an item that is a 422, and checks that it creates and replaces nothing. */
async function expectNoItem(item: object, pointer: string, detail: unknown): Promise<void> {
  const before = await api.get('/items?limit=100');
  const { status, body } = await api.post('/items', item);
  expect(status).toBe(422);
  expect(body.errors).toEqual([{ pointer, detail }]);
  expect((await api.get('/items?limit=100')).text).toBe(before.text);
}
