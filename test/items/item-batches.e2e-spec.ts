import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Client, type HttpResponse, STALE } from '#contract-testing';
import type { ItemBatchDto, ItemResultDto } from '../../src/items/dto/item-batch.dto.js';
import type { ItemDto } from '../../src/items/dto/item.dto.js';
import { useApp } from '../support/app.js';
import { race, ROUNDS, useTwoInstances } from '../support/two-instances.js';
import { createMember, NEW_PASSWORD } from '../users/new-user.js';
import { createItem, newItem } from './new-item.js';

const clients = useTwoInstances();
const [api] = clients;

const MIB = 1_048_576;

function post(
  client: Client,
  items: unknown,
  headers?: Record<string, string>,
): Promise<HttpResponse<ItemBatchDto & { errors: object[]; detail: string }>> {
  return client.post('/item-batches', { items }, headers);
}

/** Sends a batch, which is a 207, and returns its results. */
async function putMany(
  client: Client,
  items: unknown[],
  headers?: Record<string, string>,
): Promise<ItemResultDto[]> {
  const { status, body } = await post(client, items, headers);
  expect(status).toBe(207);
  expect(body.results).toHaveLength(items.length);
  for (const { status: code, item, problem } of body.results) {
    expect([code < 300, code]).toEqual([item !== undefined, problem?.status ?? code]);
  }
  return body.results;
}

function toCodes(results: ItemResultDto[]): number[] {
  return results.map(({ status }) => status);
}

async function exists(id: string): Promise<boolean> {
  return (await api.exchange('GET', `/items/${id}`)).status === 200;
}

describe('POST /item-batches', () => {
  it('207 creates and replaces items, with a result for each in their order', async () => {
    const { item: known } = await createItem(api, { description: 'Replaced soon.', tags: ['old'] });
    const items = [newItem({ tags: ['new'] }), newItem({ id: known.id }), newItem()];
    const results = await putMany(api, items);
    expect(results).toMatchObject([
      { id: items[0].id, status: 201, item: items[0] },
      { id: known.id, status: 200, item: { ...items[1], description: null, tags: [] } },
      { id: items[2].id, status: 201, item: items[2] },
    ]);
    for (const { id, item } of results) {
      expect((await api.get<ItemDto>(`/items/${id}`)).body).toEqual(item);
    }
  });

  it('207 with 100 items, which count as one request and get one version each', async () => {
    const items = Array.from({ length: 100 }, () => newItem()).reverse();
    const results = await putMany(api, items);
    expect(results.map(({ id, status }) => [id, status])).toEqual(items.map(({ id }) => [id, 201]));
    const etags = items.map(async ({ id }) => (await api.get(`/items/${id}`)).headers.etag);
    expect(new Set(await Promise.all(etags)).size).toBe(100);
  });

  it('207 also when all failed, or there is one entry', async () => {
    expect(toCodes(await putMany(api, [null, {}]))).toEqual([422, 422]);
    expect(toCodes(await putMany(api, [newItem()]))).toEqual([201]);
  });

  it.each<[number, string, (owner: Client) => object | Promise<object>]>([
    [201, 'for a new item', () => newItem()],
    [
      200,
      'for one of the user',
      async (owner) => newItem({ id: (await createItem(owner)).item.id }),
    ],
    [403, 'for the item of another', async () => newItem({ id: (await createItem(api)).item.id })],
    [
      409,
      'for the name of another',
      async () => newItem({ name: (await createItem(api)).item.name }),
    ],
    [422, 'for invalid fields', () => newItem({ name: '', price: { amount: 1 } })],
    [422, 'for an unknown field', () => newItem({ constructor: 1 })],
    [422, 'for half a surrogate pair', () => newItem({ description: '\ud800' })],
  ])('%i %s, as PUT has it, and the others are written', async (code, _, create) => {
    const { client } = await createMember(api);
    const entry = (await create(client)) as { id: string };
    const [before, after] = [newItem(), newItem()];
    const [first, result, last] = await putMany(client, [before, entry, after]);
    expect([first.status, result.status, last.status]).toEqual([201, code, 201]);
    expect([await exists(before.id), await exists(after.id)]).toEqual([true, true]);
    const put = await client.put(`/items/${entry.id}`, entry);
    const { requestId, ...problem } = put.body;
    if (result.item) return expect(put.status).toBe(200);
    expect([put.status, result.problem]).toEqual([code, problem]);
    expect(typeof requestId).toBe('string');
  });

  it('201 for the first entry with a name and 409 for the second, in whatever order their ids are', async () => {
    const [one, two] = [newItem(), newItem()];
    const { name } = newItem();
    const items = [{ ...two, name }, { ...one, name }, newItem()];
    expect(toCodes(await putMany(api, items))).toEqual([201, 409, 201]);
    expect([await exists(one.id), await exists(two.id)]).toEqual([false, true]);
  });

  it('409 for an entry that wants a name before the one that gives it up, 200 after it', async () => {
    const [{ item: one }, { item: two }] = [await createItem(api), await createItem(api)];
    const giveUp = newItem({ id: one.id });
    const want = newItem({ id: two.id, name: one.name });
    expect(toCodes(await putMany(api, [want, giveUp]))).toEqual([409, 200]);
    expect(toCodes(await putMany(api, [newItem({ id: one.id, name: one.name })]))).toEqual([200]);
    expect(toCodes(await putMany(api, [giveUp, want]))).toEqual([200, 200]);
  });

  it('422 for the later entry with an id, also after one that is invalid', async () => {
    const [one, two] = [newItem(), newItem()];
    const repeated = newItem({ id: one.id });
    const items = [one, newItem(), repeated, { ...two, name: '' }, { ...two, colour: 'red' }];
    const results = await putMany(api, items);
    expect(toCodes(results)).toEqual([201, 201, 422, 422, 422]);
    const detail = 'must differ from the ids of the entries before';
    expect(results[2]).toMatchObject({
      id: one.id,
      problem: { instance: `/items/${one.id}`, errors: [{ pointer: '#/id', detail }] },
    });
    expect(results[4].problem?.errors).toEqual([
      { pointer: '#/colour', detail: 'is not known here' },
      { pointer: '#/id', detail },
    ]);
    expect((await api.get(`/items/${one.id}`)).body).toMatchObject(one);
    expect(await exists(two.id)).toBe(false);
  });

  it.each<[string, unknown]>([
    ['#', null],
    ['#', 1],
    ['#', 'desk-lamp'],
    ['#', []],
    ['#', [newItem()]],
    ['#/id', newItem({ id: undefined })],
    ['#/id', newItem({ id: null })],
    ['#/id', newItem({ id: 1 })],
    ['#/id', newItem({ id: '' })],
    ['#/id', newItem({ id: 'Desk Lamp' })],
    ['#/id', newItem({ id: 'x'.repeat(65) })],
    ['#/id', newItem({ id: { toString: 'x' } })],
  ])('422 at %s, with an id that is null, for the entry %j', async (pointer, entry) => {
    const [result, other] = await putMany(api, [entry, newItem()]);
    expect([result.id, result.status, other.status]).toEqual([null, 422, 201]);
    expect(result.problem?.errors).toMatchObject([{ pointer }]);
    expect(result.problem).not.toHaveProperty('instance');
  });

  it('412 for an item that exists, with If-None-Match: *, and 201 for one that does not', async () => {
    const { item, path, etag } = await createItem(api);
    const items = [newItem({ id: item.id }), newItem()];
    const [known, created] = await putMany(api, items, { 'If-None-Match': '*' });
    expect([known.status, created.status]).toEqual([412, 201]);
    expect(known.problem?.type).toBe('/problems/precondition-failed');
    expect((await api.get(path)).headers.etag).toBe(etag);
  });

  it.each<[string, Record<string, string>]>([
    ['If-Match', { 'If-Match': '*' }],
    ['If-Match', { 'If-Match': STALE }],
    ['If-Match', { 'If-Match': 'x' }],
    ['If-Match', { 'If-Match': '*', 'If-None-Match': '*' }],
    ['If-None-Match', { 'If-None-Match': STALE }],
    ['If-None-Match', { 'If-None-Match': `W/${STALE}` }],
    ['If-None-Match', { 'If-None-Match': 'x' }],
    ['If-Unmodified-Since', { 'If-Unmodified-Since': 'Thu, 01 Jan 2026 00:00:00 GMT' }],
  ])('400 that names %s: %j', async (header, headers) => {
    const item = newItem();
    const { status, body } = await post(api, [item], headers);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ header }]);
    expect(await exists(item.id)).toBe(false);
  });

  it('400 for a condition before the 422 of a body, with each header that is wrong', async () => {
    const headers = { 'If-Match': '*', 'If-None-Match': STALE };
    const { status, body } = await post(api, [], headers);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ header: 'If-Match' }, { header: 'If-None-Match' }]);
  });

  it.each<[string, string, object]>([
    ['#/items', 'are missing', {}],
    ['#/items', 'are null', { items: null }],
    ['#/items', 'are no array', { items: { 0: newItem(), length: 1 } }],
    ['#/items', 'are none', { items: [] }],
    ['#/items', 'are 101', { items: Array.from({ length: 101 }, () => newItem()) }],
    ['#/colour', 'have a neighbour', { items: [newItem()], colour: 'red' }],
    ['#/constructor', 'have a hidden neighbour', { items: [newItem()], constructor: 1 }],
  ])('422 at %s when the items %s', async (pointer, _, json) => {
    const { status, body } = await api.post('/item-batches', json);
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ pointer }]);
  });

  it('400 when an entry has a member twice, or __proto__', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const item = newItem();
    for (const member of ['"name":"Other"', '"__proto__":{}']) {
      const body = JSON.stringify({ items: [item] }).replace('{"id"', `{${member},"id"`);
      expect((await api.send('POST', '/item-batches', { headers, body })).status).toBe(400);
    }
    expect(await exists(item.id)).toBe(false);
  });

  it('207 to a body of exactly 1 MiB, and 413 that tells the limit to a larger one', async () => {
    const items = Array.from({ length: 100 }, () => newItem({ description: 'é'.repeat(2_000) }));
    const headers = { 'Content-Type': 'application/json' };
    const json = JSON.stringify({ items });
    const padding = MIB - Buffer.byteLength(json);
    const body = json + ' '.repeat(padding);
    expect((await api.send('POST', '/item-batches', { headers, body })).status).toBe(207);
    const larger = { headers, body: `${body} ` };
    const response = await api.send<{ detail: string }>('POST', '/item-batches', larger);
    expect(response.status).toBe(413);
    expect(response.body.detail).toBe('The body is larger than 1,048,576 bytes.');
  });

  it('413 to a PUT above its own limit', async () => {
    const body = `{"name":"${'x'.repeat(102_400)}"}`;
    const headers = { 'Content-Type': 'application/json' };
    const response = await api.send<{ detail: string }>('PUT', '/items/x', { headers, body });
    expect(response.status).toBe(413);
    expect(response.body.detail).toBe('The body is larger than 102,400 bytes.');
  });
});

describe('POST /item-batches, many at once', () => {
  it('201 in one and 200 in seven for each item that eight batches create in opposite orders', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const items = Array.from({ length: 30 }, () => newItem());
      const responses = await race(clients, (client, index) =>
        post(client, index % 3 === 0 ? items : items.toReversed()),
      );
      const results = responses.flatMap(({ body }) => body.results);
      for (const { id } of items) {
        const codes = toCodes(results.filter((result) => result.id === id));
        expect([id, ...codes.sort()]).toEqual([id, 200, 200, 200, 200, 200, 200, 200, 201]);
      }
    }
  });

  it('200 or 409 for each of two names that eight batches swap', async () => {
    const [{ item: one }, { item: two }] = [await createItem(api), await createItem(api)];
    const names = [one.name, two.name, newItem().name];
    for (let round = 0; round < ROUNDS; round += 1) {
      const responses = await race(clients, (client, index) => {
        const entries = [one, two].map(({ id }, place) =>
          newItem({ id, name: names[(index + place + round) % 3] }),
        );
        return post(client, index % 2 === 0 ? entries : entries.reverse());
      });
      const codes = new Set(responses.flatMap(({ body }) => toCodes(body.results)));
      expect([...codes].filter((code) => code !== 200 && code !== 409)).toEqual([]);
    }
  });
});

describe('POST /item-batches, while a row is locked', () => {
  let url: string;
  const sessions: pg.Client[] = [];
  const prepare = (databaseUrl: string): Promise<void> => {
    url = databaseUrl;
    return Promise.resolve();
  };
  const patient = useApp({}, [], prepare);

  afterEach(() => Promise.all(sessions.splice(0).map((session) => session.end())));

  async function lock(id: string): Promise<pg.Client> {
    const session = new pg.Client(url);
    sessions.push(session);
    await session.connect();
    await session.query('BEGIN');
    await session.query('SELECT FROM items WHERE id = $1 FOR UPDATE', [id]);
    return session;
  }

  it('401 for the entries that follow the end of the token, and the others stay written', async () => {
    const { client, path } = await createMember(patient);
    const [{ item: one }, { item: two }] = [await createItem(client), await createItem(client)];
    // These two compete for a name, so they come last and in order.
    const items = [newItem(), newItem({ id: one.id, name: two.name }), newItem({ id: two.id })];
    const session = await lock(one.id);
    const response = post(client, items);
    while ((await patient.exchange('GET', `/items/${items[0].id}`)).status !== 200) await sleep(5);
    expect((await client.patch(path, NEW_PASSWORD)).status).toBe(200);
    await session.query('ROLLBACK');
    const { status, body } = await response;
    expect(status).toBe(207);
    expect(toCodes(body.results)).toEqual([201, 401, 401]);
    expect(body.results[1].problem).toMatchObject({ type: '/problems/invalid-token' });
  });

  describe('for longer than a statement may take', () => {
    const hasty = useApp({ limits: { responseDeadlineMs: 3_000 } }, [], prepare);

    it('503 for its entry, and the others are written', async () => {
      const { item, etag, path } = await createItem(hasty);
      const items = [newItem(), newItem({ id: item.id }), newItem()];
      await lock(item.id);
      const results = await putMany(hasty, items);
      expect(toCodes(results)).toEqual([201, 503, 201]);
      expect(results[1].problem).toMatchObject({
        type: '/problems/service-unavailable',
        instance: path,
      });
      expect((await hasty.get(path)).headers.etag).toBe(etag);
      expect((await hasty.get(`/items/${items[2].id}`)).status).toBe(200);
    });

    it('503 to the whole while nothing was written', async () => {
      const { item } = await createItem(hasty);
      await lock(item.id);
      const { status } = await post(hasty, [newItem({ id: item.id }), {}]);
      expect(status).toBe(503);
    });
  });
});

describe('POST /item-batches, behind a proxy that removes a prefix', () => {
  const proxied = useApp({ publicUrl: 'http://127.0.0.1/shop' });

  it('422 whose type and instance have the prefix', async () => {
    const { id } = newItem();
    const [{ problem }] = await putMany(proxied, [{ id }]);
    expect(problem).toMatchObject({
      type: '/shop/problems/invalid-body',
      instance: `/shop/items/${id}`,
    });
  });
});
