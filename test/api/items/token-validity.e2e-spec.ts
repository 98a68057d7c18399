import { describe, expect, it } from '@jest/globals';
import { useApp } from '../../support/app.js';
import type { HttpResponse } from '#contract-testing';
import { newItem } from '../../support/items.js';
import { createMember } from '../../support/users.js';

const admin = useApp();
const NEW_PASSWORD = { password: 'another password' };

describe('An item', () => {
  it('401 when the token is from before a change of the password, and is not created', async () => {
    const { client, user } = await createMember(admin);
    expect((await client.patch(`/users/${user.id}`, NEW_PASSWORD)).status).toBe(200);
    const item = newItem();
    expect((await client.post('/items', item)).status).toBe(401);
    expect((await client.put(`/items/${item.id}`, item)).status).toBe(401);
    expect((await client.get(`/items/${item.id}`)).status).toBe(404);
  });

  it('201 or 401 while the password changes: each is created, or its creation is a 401', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { client, user } = await createMember(admin);
      let isChanged = false;
      const change = client
        .patch(`/users/${user.id}`, NEW_PASSWORD)
        .finally(() => (isChanged = true));
      const writes = new Map<string, HttpResponse>();
      while (!isChanged) {
        const item = newItem();
        writes.set(item.id, await client.post('/items', item));
      }
      expect((await change).status).toBe(200);
      expect((await client.post('/items', newItem())).status).toBe(401);
      for (const [id, { status }] of writes) {
        const exists = (await client.get(`/items/${id}`)).status === 200;
        expect(status).toBe(exists ? 201 : 401);
      }
    }
  });
});
