import { describe, expect, it } from '@jest/globals';
import { useApp } from '../support/app.js';
import { ROUNDS } from '../support/two-instances.js';
import { createMember } from '../users/new-user.js';
import { createItem, newItem } from './new-item.js';

/* What items add to an operation of users. */

const api = useApp();

describe('DELETE /users/:id', () => {
  it('204 when the last item of the user is deleted', async () => {
    const { client, path } = await createMember(api);
    const item = await createItem(client);
    expect((await client.delete(item.path)).status).toBe(204);
    expect((await client.delete(path)).status).toBe(204);
    expect((await api.get(path)).status).toBe(404);
  });

  it('409 while the user owns an item', async () => {
    const { client, path } = await createMember(api);
    await createItem(client);
    const { status, body } = await client.delete(path);
    expect(status).toBe(409);
    expect(body.type).toBe('/problems/user-owns-items');
    expect((await api.get(path)).status).toBe(200);
  });

  it('409 to it and 201 to a POST of an item at the same time, or 204 and 401', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { client, path } = await createMember(api);
      const item = newItem();
      const [creation, deletion] = await Promise.all([
        client.post('/items', item),
        api.delete(path),
      ]);
      const exists = (await api.get(`/items/${item.id}`)).status === 200;
      expect([deletion.status, creation.status]).toEqual(exists ? [409, 201] : [204, 401]);
    }
  });
});
