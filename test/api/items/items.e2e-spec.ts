import { describe, expect, it } from '@jest/globals';
import type { ItemListDto } from '../../../src/items/dto/item-list.dto.js';
import type { ItemDto } from '../../../src/items/dto/item.dto.js';
import type { UpsertedItemDto } from '../../../src/items/dto/upserted-item.dto.js';
import type { UserDto } from '../../../src/users/dto/user.dto.js';
import { useApp } from '../../support/app.js';
import { newItem } from '../../support/items.js';
import { newUser } from '../../support/users.js';

const api = useApp();

describe('GET /items', () => {
  it('200 lists items in the order of their ids', async () => {
    const { status, body } = await api.get<ItemListDto>('/items?limit=100');
    expect(status).toBe(200);
    const ids = body.items.map(({ id }) => id);
    expect(ids).toContain('desk-lamp');
    expect(ids).toEqual([...ids].sort());
  });

  it('200 lists at most as many items as the limit', async () => {
    const { status, body } = await api.get<ItemListDto>('/items?limit=2');
    expect(status).toBe(200);
    expect(body.items).toHaveLength(2);
  });

  it('200 lists only items with the given tag', async () => {
    const tag = 'rare & "quoted", {braced}';
    const { id } = await createItem({ tags: ['common', tag] });
    await createItem({ tags: ['common'] });
    const { status, body } = await api.get<ItemListDto>(`/items?tag=${encodeURIComponent(tag)}`);
    expect(status).toBe(200);
    expect(body.items.map((item) => item.id)).toEqual([id]);
  });

  it('200 lists only items of the given owner', async () => {
    const { ownerId } = await createItem();
    const other = await api.post<UserDto>('/users', newUser());
    const foreign = await api.get<ItemListDto>(`/items?ownerId=${other.body.id}`);
    const own = await api.get<ItemListDto>(`/items?ownerId=${ownerId}&limit=100`);
    expect(foreign.status).toBe(200);
    expect(foreign.body.items).toEqual([]);
    expect(new Set(own.body.items.map((item) => item.ownerId))).toEqual(new Set([ownerId]));
  });

  it.each([
    ['limit', 'limit=0'],
    ['limit', 'limit=101'],
    ['limit', 'limit=1e1'],
    ['limit', 'limit='],
    ['limit', 'limit=5&limit=5'],
    ['ownerId', 'ownerId=1'],
    ['tag', `tag=${'x'.repeat(31)}`],
    ['tag', 'tag=%20x'],
    ['tag', 'tag=%00'],
    ['tag', 'tag=%FF'],
    ['tag', 'tag=%zz'],
    ['page', 'page=2'],
  ])('400 names the parameter %s of ?%s', async (parameter, query) => {
    const { status, body } = await api.get(`/items?${query}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ parameter, detail: expect.any(String) }]);
  });

  it('400 lists every invalid parameter', async () => {
    const { status, body } = await api.get<{ errors: { parameter: string }[] }>(
      '/items?limit=x&ownerId=y&page=2',
    );
    expect(status).toBe(400);
    expect(body.errors.map(({ parameter }) => parameter).sort()).toEqual([
      'limit',
      'ownerId',
      'page',
    ]);
  });
});

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

  it('200 replaces the item when an item has the id', async () => {
    const before = await createItem({ description: 'Replaced soon.', tags: ['old'] });
    const { status, body, headers } = await api.post<UpsertedItemDto>(
      '/items',
      newItem({ id: before.id }),
    );
    expect(status).toBe(200);
    expect(headers.location).toBeUndefined();
    expect(body).toMatchObject({ status: 'updated', item: { description: null, tags: [] } });
    expect(body.item.createdAt).toBe(before.createdAt);
    const read = await api.get<ItemDto>(`/items/${before.id}`);
    expect(read.body).toEqual(body.item);
    expect(read.headers.etag).toBe(headers.etag);
  });

  it.each(['ownerId', 'updatedAt'])('422 when a client sets %s', async (field) => {
    const { status, body } = await api.post('/items', newItem({ [field]: 'x' }));
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer: `#/${field}`, detail: 'is not known here' }]);
  });

  it('409 when another item has the name', async () => {
    const { name } = await createItem();
    const item = newItem({ name });
    const { status, body } = await api.post('/items', item);
    expect(status).toBe(409);
    expect(body.type).toBe('/problems/name-taken');
    expect((await api.get(`/items/${item.id}`)).status).toBe(404);
  });
});

describe('GET /items/:id', () => {
  it('200 returns the item', async () => {
    const fields = { description: 'Of steel.', tags: ['b', 'a'] };
    const item = await createItem(fields);
    const { status, body } = await api.get<ItemDto>(`/items/${item.id}`);
    expect(status).toBe(200);
    expect(body).toEqual(item);
    expect(body).toMatchObject(fields);
  });

  it('404 when no item has the id', async () => {
    const { status, body } = await api.get('/items/0');
    expect(status).toBe(404);
    expect(body.type).toBe('/problems/item-not-found');
  });

  it.each([
    'Desk-Lamp',
    'desk_lamp',
    '-desk',
    'desk--lamp',
    'x'.repeat(300),
    '%00',
    '%20',
    'caf%C3%A9',
  ])('400 when the id is not a slug: %s', async (id) => {
    const { status, body } = await api.get(`/items/${id}`);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ parameter: 'id' }]);
  });
});

describe('PUT /items/:id', () => {
  it('201 creates the item when no item has the id', async () => {
    const { id, ...fields } = newItem();
    expect((await api.get(`/items/${id}`)).status).toBe(404);
    const { status, body, headers } = await api.put<ItemDto>(`/items/${id}`, fields);
    expect(status).toBe(201);
    expect(headers.location).toBe(`/items/${id}`);
    expect(headers.etag).toBeUndefined();
    expect(body).toMatchObject({ id, ...fields, description: null, tags: [] });
    expect((await api.get<ItemDto>(`/items/${id}`)).body).toEqual(body);
  });

  it('200 replaces the item when an item has the id', async () => {
    const before = await createItem({ description: 'Replaced soon.', tags: ['old'] });
    const fields = newItem({ id: before.id, tags: ['new'] });
    const { status, body, headers } = await api.put<ItemDto>(`/items/${before.id}`, fields);
    expect(status).toBe(200);
    expect(headers.location).toBeUndefined();
    expect(body).toMatchObject({ ...fields, description: null, createdAt: before.createdAt });
    expect((await api.get<ItemDto>(`/items/${before.id}`)).body).toEqual(body);
  });

  it('200 creates a new version, even when no field changes', async () => {
    const { id, name, price } = await createItem();
    const before = await api.get(`/items/${id}`);
    expect((await api.put(`/items/${id}`, { name, price })).status).toBe(200);
    expect((await api.get(`/items/${id}`)).headers.etag).not.toBe(before.headers.etag);
  });

  it('409 when another item has the name', async () => {
    const { name } = await createItem();
    const before = await createItem();
    const { status, body } = await api.put(`/items/${before.id}`, newItem({ id: before.id, name }));
    expect(status).toBe(409);
    expect(body.type).toBe('/problems/name-taken');
    expect((await api.get<ItemDto>(`/items/${before.id}`)).body).toEqual(before);
  });

  it('422 when the id in the body differs from the id in the path', async () => {
    const { id, ...fields } = newItem();
    const { status, body } = await api.put(`/items/${id}`, { ...fields, id: 'other' });
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ pointer: '#/id' }]);
    expect((await api.get(`/items/${id}`)).status).toBe(404);
  });
});

describe('DELETE /items/:id', () => {
  it('204 deletes the item', async () => {
    const { id } = await createItem();
    expect((await api.get(`/items/${id}`)).status).toBe(200);
    expect((await api.delete(`/items/${id}`)).status).toBe(204);
    expect((await api.get(`/items/${id}`)).status).toBe(404);
  });

  it('404 when no item has the id', async () => {
    expect((await api.delete('/items/0')).status).toBe(404);
  });

  it('204 ignores a body', async () => {
    const { id } = await createItem();
    const headers = { 'Content-Type': 'application/json' };
    expect((await api.delete(`/items/${id}`, { headers, body: '{' })).status).toBe(204);
  });
});

/** Creates an item that no other test uses, through the API. */
async function createItem(fields: object = {}): Promise<ItemDto> {
  const { status, body } = await api.post<UpsertedItemDto>('/items', newItem(fields));
  expect(status).toBe(201);
  return body.item;
}
