import { describe, expect, it } from '@jest/globals';
import type { ItemListDto } from '../../../src/items/dto/item-list.dto.js';
import { useApp } from '../../support/app.js';
import { createMember, MISSING_USER_ID } from '../../support/users.js';

const api = useApp();

describe('GET /users/:id/items', () => {
  it('200 lists the items of the user', async () => {
    const { body: all } = await api.get<ItemListDto>('/items?limit=100');
    const [{ ownerId }] = all.items;
    const { status, body } = await api.get<ItemListDto>(`/users/${ownerId}/items?limit=100`);
    expect(status).toBe(200);
    expect(body.items).toEqual(all.items.filter((item) => item.ownerId === ownerId));
  });

  it('200 lists no items when the user has none', async () => {
    const { id } = (await createMember(api)).user;
    const { status, body } = await api.get<ItemListDto>(`/users/${id}/items`);
    expect(status).toBe(200);
    expect(body.items).toEqual([]);
  });

  it('404 when no user has the id', async () => {
    expect((await api.get(`/users/${MISSING_USER_ID}/items`)).status).toBe(404);
  });

  it('400 lists an invalid id and an invalid query together', async () => {
    const { status, body } = await api.get('/users/1/items?limit=0');
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ parameter: 'id' }, { parameter: 'limit' }]);
  });
});
