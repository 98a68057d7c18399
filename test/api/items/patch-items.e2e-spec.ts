import { describe, expect, it } from '@jest/globals';
import type { ItemDto } from '../../../src/items/dto/item.dto.js';
import type { UpsertedItemDto } from '../../../src/items/dto/upserted-item.dto.js';
import { useApp } from '../../support/app.js';
import type { HttpResponse } from '#contract-testing';
import { newItem } from '../../support/items.js';

const api = useApp();

describe('PATCH /items/:id', () => {
  it.each<[object, object]>([
    [{ name: 'Renamed' }, { name: 'Renamed' }],
    [{ description: null }, { description: null }],
    [{ tags: [] }, { tags: [] }],
    [{ tags: ['b', 'a'] }, { tags: ['b', 'a'] }],
    [{ price: { amount: '0.50' } }, { price: { amount: '0.50', currency: 'EUR' } }],
    [{ price: { currency: 'USD' } }, { price: { amount: '19.99', currency: 'USD' } }],
  ])('200 changes only the fields in %j', async (patch, changes) => {
    const before = await createItem();
    const { status, body, headers } = await patchItem(before.item.id, patch, before.etag);
    expect(status).toBe(200);
    expect(body).toEqual({ ...before.item, ...changes, updatedAt: body.updatedAt });
    expect(headers.etag).not.toBe(before.etag);
    const read = await api.get<ItemDto>(`/items/${before.item.id}`);
    expect(read.body).toEqual(body);
    expect(read.headers.etag).toBe(headers.etag);
  });

  it.each<object>([
    {},
    { price: {} },
    { price: { amount: '19.99' } },
    { description: 'Of steel.', tags: ['a', 'b'] },
  ])('200 keeps the ETag and updatedAt when nothing changes: %j', async (patch) => {
    const before = await createItem();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const { status, body, headers } = await patchItem(before.item.id, patch, before.etag);
      expect(status).toBe(200);
      expect(body).toEqual(before.item);
      expect(headers.etag).toBe(before.etag);
    }
  });

  it('200 accepts application/json as a merge patch', async () => {
    const { item, etag } = await createItem();
    const { status } = await patchItem(item.id, { tags: ['new'] }, etag, 'application/json');
    expect(status).toBe(200);
  });

  it.each<[string, object]>([
    ['#/name', { name: null }],
    ['#/tags', { tags: null }],
    ['#/price', { price: null }],
    ['#/price/amount', { price: { amount: null } }],
    ['#/price/currency', { price: { currency: null } }],
    ['#/id', { id: 'other' }],
    ['#/ownerId', { ownerId: '019af000-0000-7000-8000-000000000002' }],
  ])('422 at %s: %j', async (pointer, patch) => {
    const { item, etag } = await createItem();
    const { status, body } = await patchItem<{ errors: object[] }>(item.id, patch, etag);
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer, detail: expect.any(String) }]);
    expect((await api.get<ItemDto>(`/items/${item.id}`)).body).toEqual(item);
  });

  it('404 when no item has the id, with or without If-Match', async () => {
    expect((await patchItem('0', {}, '*')).status).toBe(404);
    expect((await patchItem('0', {})).status).toBe(404);
  });

  it('409 when another item has the name', async () => {
    const other = await createItem();
    const { item, etag } = await createItem();
    expect((await patchItem(item.id, { name: other.item.name }, etag)).status).toBe(409);
    expect((await api.get<ItemDto>(`/items/${item.id}`)).body).toEqual(item);
  });

  it('428 without If-Match, and names the required precondition', async () => {
    const { item } = await createItem();
    const { status, body } = await patchItem<{ detail: string }>(item.id, { tags: [] });
    expect(status).toBe(428);
    expect(body.detail).toContain('If-Match');
    expect((await api.get<ItemDto>(`/items/${item.id}`)).body).toEqual(item);
  });
});

function patchItem<T = ItemDto>(
  id: string,
  patch: object,
  etag?: string,
  type = 'application/merge-patch+json',
): Promise<HttpResponse<T>> {
  const headers = { 'Content-Type': type, ...(etag !== undefined && { 'If-Match': etag }) };
  return api.send('PATCH', `/items/${id}`, { headers, body: JSON.stringify(patch) });
}

async function createItem(): Promise<{ item: ItemDto; etag: string }> {
  const fields = { description: 'Of steel.', tags: ['a', 'b'] };
  const { status, body, headers } = await api.post<UpsertedItemDto>('/items', newItem(fields));
  expect(status).toBe(201);
  return { item: body.item, etag: String(headers.etag) };
}
