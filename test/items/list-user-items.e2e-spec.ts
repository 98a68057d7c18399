import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ItemListDto } from '../../src/items/dto/item.dto.js';
import { useApp } from '../support/app.js';
import { describePages } from '../support/pages.js';
import { createMember, MISSING_USER_ID } from '../users/new-user.js';
import { createItemsOfTwoUsers, OWNERS } from './new-item.js';

const api = useApp();
const [{ id }] = OWNERS;

beforeAll(() => createItemsOfTwoUsers(api));

describePages(
  api,
  OWNERS.map((owner) => `/users/${owner.id}/items`),
);

describe('GET /users/:id/items', () => {
  it('200 lists the items of the user', async () => {
    const { body: all } = await api.get<ItemListDto>('/items?limit=100');
    const { status, body } = await api.get<ItemListDto>(`/users/${id}/items?limit=100`);
    expect(status).toBe(200);
    expect(body.items).toEqual(all.items.filter((item) => item.ownerId === id));
  });

  it('200 lists no items when the user has none', async () => {
    const { path } = await createMember(api);
    const { status, body } = await api.get(`${path}/items`);
    expect(status).toBe(200);
    expect(body).toEqual({ items: [], nextCursor: null });
  });

  it.each(['', 'x', 'desk-lamp'])('400 when the cursor is invented: %s', async (cursor) => {
    const { status, body } = await api.get(`/users/${id}/items?cursor=${cursor}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ parameter: 'cursor', detail: expect.any(String) }]);
  });

  it('400 lists an invalid id and every invalid parameter together', async () => {
    const { status, body } = await api.get('/users/1/items?cursor=x&limit=0&page=2');
    expect(status).toBe(400);
    expect(body.errors).toHaveLength(4);
    for (const parameter of ['id', 'cursor', 'limit', 'page']) {
      expect(body.errors).toContainEqual({ parameter, detail: expect.any(String) });
    }
  });

  it('404 when no user has the id', async () => {
    const { status, body } = await api.get(`/users/${MISSING_USER_ID}/items`);
    expect(status).toBe(404);
    expect(body.type).toBe('/problems/user-not-found');
  });
});
