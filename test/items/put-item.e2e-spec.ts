import { describe, expect, it } from '@jest/globals';
import { STALE } from '#contract-testing';
import type { ItemDto } from '../../src/items/dto/item.dto.js';
import { race, ROUNDS, sortCodes, useTwoInstances } from '../support/two-instances.js';
import { createDeletedMember, createMember, createOutdatedMember } from '../users/new-user.js';
import { createItem, newItem, newItemFields, newItemPath } from './new-item.js';

const clients = useTwoInstances();
const [api] = clients;

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

  it('201 creates an item of the user who sends it', async () => {
    const { client, user } = await createMember(api);
    const { status, body } = await client.put<ItemDto>(newItemPath(), newItemFields());
    expect(status).toBe(201);
    expect(body.ownerId).toBe(user.id);
  });

  it('201 with If-None-Match: * when no item has the id', async () => {
    const path = newItemPath();
    expect((await api.put(path, newItemFields(), { 'If-None-Match': '*' })).status).toBe(201);
    expect((await api.get(path)).status).toBe(200);
  });

  it('200 replaces the item when an item has the id', async () => {
    const { path, item } = await createItem(api, { description: 'Replaced soon.', tags: ['old'] });
    const fields = newItem({ id: item.id, tags: ['new'] });
    const { status, body, headers } = await api.put<ItemDto>(path, fields);
    expect(status).toBe(200);
    expect(headers.location).toBeUndefined();
    expect(body).toMatchObject({ ...fields, description: null, createdAt: item.createdAt });
    expect((await api.get<ItemDto>(path)).body).toEqual(body);
  });

  it('200 creates a new version, even when no field changes', async () => {
    const { path, item, etag } = await createItem(api);
    expect((await api.put(path, { name: item.name, price: item.price })).status).toBe(200);
    expect((await api.get(path)).headers.etag).not.toBe(etag);
  });

  it('200 with If-Match when it has the current ETag', async () => {
    const { path, etag } = await createItem(api);
    expect((await api.put(path, newItemFields(), { 'If-Match': etag })).status).toBe(200);
    expect((await api.get(path)).headers.etag).not.toBe(etag);
  });

  it('200 to an admin, and the item keeps its owner', async () => {
    const { client: owner, user } = await createMember(api);
    const { path } = await createItem(owner);
    const { status, body } = await api.put<ItemDto>(path, newItemFields());
    expect(status).toBe(200);
    expect(body.ownerId).toBe(user.id);
    expect((await owner.put(path, newItemFields())).status).toBe(200);
  });

  it('400 when a precondition is malformed', async () => {
    const { path, etag } = await createItem(api);
    const headers = { 'If-Match': 'x', 'If-None-Match': 'x' };
    const { status, body } = await api.put(path, newItemFields(), headers);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ header: 'If-Match' }, { header: 'If-None-Match' }]);
    expect((await api.get(path)).headers.etag).toBe(etag);
  });

  it.each([
    ['was deleted', createDeletedMember],
    ['has changed the password since', createOutdatedMember],
  ])('401 when the user of the token %s, and creates nothing', async (_, create) => {
    const { client } = await create(api);
    const path = newItemPath();
    expect((await client.put(path, newItemFields())).status).toBe(401);
    expect((await api.get(path)).status).toBe(404);
  });

  it.each<[string, Record<string, string>]>([
    ['without a precondition', {}],
    ['with If-Match: *', { 'If-Match': '*' }],
  ])('403 to another user %s, and changes nothing', async (_, headers) => {
    const { path, item } = await createItem(api);
    const { client: other } = await createMember(api);
    const { status, body } = await other.put(path, newItemFields(), headers);
    expect(status).toBe(403);
    expect(body.type).toBe('/problems/forbidden');
    expect((await api.get<ItemDto>(path)).body).toEqual(item);
  });

  it('409 when another item has the name, and changes nothing', async () => {
    const { name } = (await createItem(api)).item;
    const { path, item } = await createItem(api);
    const { status, body } = await api.put(path, newItemFields({ name }));
    expect(status).toBe(409);
    expect(body.type).toBe('/problems/name-taken');
    expect((await api.get<ItemDto>(path)).body).toEqual(item);
  });

  it.each<[string, (etag: string) => Record<string, string>]>([
    ['If-Match has another ETag', () => ({ 'If-Match': STALE })],
    ['If-None-Match has the current ETag', (etag) => ({ 'If-None-Match': etag })],
    ['If-None-Match is *', () => ({ 'If-None-Match': '*' })],
  ])('412 when %s, and changes nothing', async (_, toHeaders) => {
    const { path, item, etag } = await createItem(api);
    expect((await api.put(path, newItemFields(), toHeaders(etag))).status).toBe(412);
    expect((await api.get<ItemDto>(path)).body).toEqual(item);
  });

  it.each(['*', STALE])(
    '412 with If-Match: %s when no item has the id, and creates nothing',
    async (tags) => {
      const path = newItemPath();
      expect((await api.put(path, newItemFields(), { 'If-Match': tags })).status).toBe(412);
      expect((await api.get(path)).status).toBe(404);
    },
  );

  it('412 for the version of an item that was deleted and created again', async () => {
    const { path, item, etag } = await createItem(api);
    const fields = { name: item.name, price: item.price };
    expect((await api.delete(path)).status).toBe(204);
    expect((await api.put(path, fields)).status).toBe(201);
    expect((await api.put(path, fields, { 'If-Match': etag })).status).toBe(412);
  });

  it('422 when the id in the body differs from the one in the path, and creates nothing', async () => {
    const path = newItemPath();
    const { status, body } = await api.put(path, newItem({ id: 'other' }));
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ pointer: '#/id' }]);
    expect((await api.get(path)).status).toBe(404);
  });

  it('422 lists every invalid field, and changes nothing', async () => {
    const { path, item } = await createItem(api);
    const { status, body } = await api.put(path, { name: '', tags: null, ownerId: 'x' });
    expect(status).toBe(422);
    const errors = body.errors as { pointer: string }[];
    const pointers = errors.map(({ pointer }) => pointer).sort();
    expect(pointers).toEqual(['#/name', '#/ownerId', '#/price', '#/tags']);
    expect((await api.get<ItemDto>(path)).body).toEqual(item);
  });
});

describe('PUT /items/:id, eight at once', () => {
  it('201 to one and 200 to seven that create one item', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id, ...fields } = newItem();
      const responses = await race(clients, (client) => client.put(`/items/${id}`, fields));
      expect(sortCodes(responses)).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
      expect((await api.get(`/items/${id}`)).body).toMatchObject(fields);
    }
  });

  it('201 to one and 403 to seven other users that create one item', async () => {
    const racers = await Promise.all(Array.from({ length: 8 }, () => createMember(api)));
    for (let round = 0; round < ROUNDS; round += 1) {
      const path = newItemPath();
      const responses = await race(clients, (client, index) =>
        client.withToken(racers[index].client.token).put(path, newItemFields()),
      );
      expect(sortCodes(responses)).toEqual([201, 403, 403, 403, 403, 403, 403, 403]);
      const winner = responses.findIndex(({ status }) => status === 201);
      expect((await api.get<ItemDto>(path)).body.ownerId).toBe(racers[winner].user.id);
    }
  });

  it('201 to one and 409 to seven that create items with one name', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const fields = newItemFields();
      const responses = await race(clients, (client) => client.put(newItemPath(), fields));
      expect(sortCodes(responses)).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
    }
  });

  it('201 to one and 412 to seven with If-None-Match: *', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id, ...fields } = newItem();
      const responses = await race(clients, (client) =>
        client.put(`/items/${id}`, fields, { 'If-None-Match': '*' }),
      );
      expect(sortCodes(responses)).toEqual([201, 412, 412, 412, 412, 412, 412, 412]);
    }
  });

  it('200 to one and 412 to seven with one ETag in If-Match', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { path, etag } = await createItem(api);
      const fields = newItemFields();
      const responses = await race(clients, (client) =>
        client.put(path, fields, { 'If-Match': etag }),
      );
      expect(sortCodes(responses)).toEqual([200, 412, 412, 412, 412, 412, 412, 412]);
    }
  });

  it('200 or 409 to each that swaps the names of two items, and never 503', async () => {
    const [one, other] = [await createItem(api), await createItem(api)];
    const names = [one.item.name, other.item.name];
    for (let round = 0; round < ROUNDS; round += 1) {
      const responses = await race(clients, (client, index) => {
        // Both items through both instances.
        const isOne = index % 4 < 2;
        const name = names[(Number(isOne) + round) % 2];
        return client.put(isOne ? one.path : other.path, newItemFields({ name }));
      });
      const codes = sortCodes(responses);
      expect(codes.filter((code) => code !== 200 && code !== 409)).toEqual([]);
    }
  });
});
