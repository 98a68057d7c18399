import { describe, expect, it } from '@jest/globals';
import { STALE } from '#contract-testing';
import type { ItemDto } from '../../src/items/dto/item.dto.js';
import { race, ROUNDS, sortCodes, useTwoInstances } from '../support/two-instances.js';
import { createMember } from '../users/new-user.js';
import { createItem, type CreatedItem, newItemFields } from './new-item.js';

const clients = useTwoInstances();
const [api] = clients;

describe('PATCH /items/:id', () => {
  it.each<[object, object]>([
    [{ name: 'Renamed' }, { name: 'Renamed' }],
    [{ description: null }, { description: null }],
    [{ tags: [] }, { tags: [] }],
    [{ tags: ['b', 'a'] }, { tags: ['b', 'a'] }],
    [{ price: { amount: '0.50' } }, { price: { amount: '0.50', currency: 'EUR' } }],
    [{ price: { currency: 'XCG' } }, { price: { amount: '19.99', currency: 'XCG' } }],
  ])('200 changes only the fields in %j', async (patch, changes) => {
    const { path, item, etag } = await createFullItem();
    const { status, body, headers } = await api.patch<ItemDto>(path, patch, { 'If-Match': etag });
    expect(status).toBe(200);
    expect(body).toEqual({ ...item, ...changes, updatedAt: body.updatedAt });
    expect(headers.etag).not.toBe(etag);
    const read = await api.get<ItemDto>(path);
    expect(read.body).toEqual(body);
    expect(read.headers.etag).toBe(headers.etag);
  });

  it.each<object>([
    {},
    { price: {} },
    { price: { amount: '19.99' } },
    { description: 'Of steel.', tags: ['a', 'b'] },
  ])('200 keeps the ETag and updatedAt when nothing changes: %j', async (patch) => {
    const { path, item, etag } = await createFullItem();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const { status, body, headers } = await api.patch<ItemDto>(path, patch, { 'If-Match': etag });
      expect(status).toBe(200);
      expect(body).toEqual(item);
      expect(headers.etag).toBe(etag);
    }
  });

  it('200 when its type is application/merge-patch+json', async () => {
    const { path, etag } = await createFullItem();
    const headers = { 'Content-Type': 'application/merge-patch+json', 'If-Match': etag };
    const { status, body } = await api.patch(path, { tags: ['new'] }, headers);
    expect(status).toBe(200);
    expect(body.tags).toEqual(['new']);
  });

  it('400 when a precondition is malformed', async () => {
    const { path, item } = await createFullItem();
    const { status, body } = await api.patch(path, { tags: [] }, { 'If-Match': 'x' });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ header: 'If-Match' }]);
    expect((await api.get<ItemDto>(path)).body).toEqual(item);
  });

  it.each<[string, Record<string, string>]>([
    ['with If-Match', { 'If-Match': '*' }],
    ['without If-Match', {}],
  ])('403 to another user %s, and changes nothing', async (_, headers) => {
    const { path, item } = await createFullItem();
    const { client: other } = await createMember(api);
    const { status, body } = await other.patch(path, { tags: [] }, headers);
    expect(status).toBe(403);
    expect(body.type).toBe('/problems/forbidden');
    expect((await api.get<ItemDto>(path)).body).toEqual(item);
  });

  it.each<[string, Record<string, string>]>([
    ['with If-Match', { 'If-Match': '*' }],
    ['without If-Match', {}],
  ])('404 when no item has the id, %s', async (_, headers) => {
    const { status, body } = await api.patch('/items/0', {}, headers);
    expect(status).toBe(404);
    expect(body.type).toBe('/problems/item-not-found');
  });

  it('409 when another item has the name, and changes nothing', async () => {
    const { name } = (await createFullItem()).item;
    const { path, item, etag } = await createFullItem();
    const { status, body } = await api.patch(path, { name }, { 'If-Match': etag });
    expect(status).toBe(409);
    expect(body.type).toBe('/problems/name-taken');
    expect((await api.get<ItemDto>(path)).body).toEqual(item);
  });

  it.each<[string, (etag: string) => Record<string, string>]>([
    ['If-Match has another ETag', () => ({ 'If-Match': STALE })],
    ['If-None-Match has the current ETag', (etag) => ({ 'If-Match': etag, 'If-None-Match': etag })],
  ])('412 when %s, and changes nothing', async (_, toHeaders) => {
    const { path, item, etag } = await createFullItem();
    expect((await api.patch(path, { tags: [] }, toHeaders(etag))).status).toBe(412);
    expect((await api.get<ItemDto>(path)).body).toEqual(item);
  });

  it.each<[string, object]>([
    ['#/name', { name: null }],
    ['#/tags', { tags: null }],
    ['#/price', { price: null }],
    ['#/price/amount', { price: { amount: null } }],
    ['#/price/currency', { price: { currency: null } }],
    ['#/price/currency', { price: { currency: 'BGN' } }],
    ['#/id', { id: 'other' }],
    ['#/ownerId', { ownerId: '019af000-0000-7000-8000-000000000002' }],
  ])('422 at %s: %j', async (pointer, patch) => {
    const { path, item, etag } = await createFullItem();
    const { status, body } = await api.patch(path, patch, { 'If-Match': etag });
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer, detail: expect.any(String) }]);
    expect((await api.get<ItemDto>(path)).body).toEqual(item);
  });

  it('428 without If-Match, and names it', async () => {
    const { path, item } = await createFullItem();
    const { status, body } = await api.patch(path, { tags: [] }, {});
    expect(status).toBe(428);
    expect(body.detail).toContain('If-Match');
    expect((await api.get<ItemDto>(path)).body).toEqual(item);
  });
});

describe('PATCH /items/:id, eight at once', () => {
  it('200 to one and 412 to seven with one ETag in If-Match', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { path, etag } = await createItem(api);
      const { name } = newItemFields();
      const responses = await race(clients, (client) =>
        client.patch(path, { name }, { 'If-Match': etag }),
      );
      expect(sortCodes(responses)).toEqual([200, 412, 412, 412, 412, 412, 412, 412]);
    }
  });
});

/** Creates an item in which no field has its default. */
function createFullItem(): Promise<CreatedItem> {
  return createItem(api, { description: 'Of steel.', tags: ['a', 'b'] });
}
