import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ItemDto } from '../../../src/items/dto/item.dto.js';
import { useApp } from '../../support/app.js';
import type { Client, HttpResponse } from '#contract-testing';
import { newItem } from '../../support/items.js';
import { createMember } from '../../support/users.js';

/* Who may change an item. */

const admin = useApp();

describe('An item', () => {
  let owner: Client;
  let other: Client;
  let path: string;
  let item: ItemDto;

  beforeAll(async () => {
    owner = (await createMember(admin)).client;
    other = (await createMember(admin)).client;
    path = `/items/${newItem().id}`;
    item = (await owner.put<ItemDto>(path, newItem({ id: undefined }))).body;
  });

  it('201 belongs to the user who creates it', async () => {
    const { client, user } = await createMember(admin);
    const { status, body } = await client.put<ItemDto>(
      `/items/${newItem().id}`,
      newItem({ id: undefined }),
    );
    expect(status).toBe(201);
    expect(body.ownerId).toBe(user.id);
  });

  it.each<[string, (client: Client) => Promise<HttpResponse>]>([
    ['PUT', (client) => client.put(path, newItem({ id: undefined }))],
    ['PUT with If-Match', (client) => sendIfMatch(client, 'PUT', newItem({ id: undefined }))],
    ['POST', (client) => client.post('/items', newItem({ id: item.id }))],
    ['PATCH', (client) => sendIfMatch(client, 'PATCH', { name: newItem().name })],
    ['PATCH without If-Match', (client) => client.patch(path, { name: newItem().name }, {})],
    ['DELETE', (client) => client.delete(path)],
  ])('403 to %s by another user, and changes nothing', async (_, act) => {
    const { status, body } = await act(other);
    expect(status).toBe(403);
    expect(body.type).toBe('/problems/forbidden');
    expect((await other.get(path)).body).toEqual(item);
  });

  it('200 when an admin replaces it, and keeps its owner', async () => {
    const { status, body } = await admin.put<ItemDto>(path, newItem({ id: undefined }));
    expect(status).toBe(200);
    expect(body.ownerId).toBe(item.ownerId);
    expect((await owner.put(path, newItem({ id: undefined }))).status).toBe(200);
  });

  it('201 to one and 403 to the seven other users that create it at once', async () => {
    const racers = await Promise.all(Array.from({ length: 8 }, () => createMember(admin)));
    for (let key = 0; key < 20; key += 1) {
      const { id } = newItem();
      const responses = await Promise.all(
        racers.map(({ client }) => client.put<ItemDto>(`/items/${id}`, newItem({ id: undefined }))),
      );
      expect(responses.map(({ status }) => status).sort()).toEqual([
        201, 403, 403, 403, 403, 403, 403, 403,
      ]);
      const winner = responses.findIndex(({ status }) => status === 201);
      expect((await admin.get<ItemDto>(`/items/${id}`)).body.ownerId).toBe(racers[winner].user.id);
    }
  });

  it('401 when its creator was deleted, and is not created', async () => {
    const { client, user } = await createMember(admin);
    expect((await client.delete(`/users/${user.id}`)).status).toBe(204);
    const { id } = newItem();
    expect((await client.put(`/items/${id}`, newItem({ id: undefined }))).status).toBe(401);
    expect((await client.get(`/items/${id}`)).status).toBe(404);
  });

  it('409 to the deletion of its owner', async () => {
    const { client, user } = await createMember(admin);
    expect((await client.post('/items', newItem())).status).toBe(201);
    const { status, body } = await client.delete(`/users/${user.id}`);
    expect(status).toBe(409);
    expect(body.type).toBe('/problems/user-owns-items');
  });

  it('201 and 409, or 401 and 204, when its owner is deleted at the same time', async () => {
    for (let key = 0; key < 10; key += 1) {
      const { client, user } = await createMember(admin);
      const item = newItem();
      const [creation, deletion] = await Promise.all([
        client.post('/items', item),
        admin.delete(`/users/${user.id}`),
      ]);
      const exists = (await admin.get(`/items/${item.id}`)).status === 200;
      expect([creation.status, deletion.status]).toEqual(exists ? [201, 409] : [401, 204]);
    }
  });

  function sendIfMatch(client: Client, method: string, json: object): Promise<HttpResponse> {
    const headers = { 'Content-Type': 'application/json', 'If-Match': '*' };
    return client.send(method, path, { headers, body: JSON.stringify(json) });
  }
});
