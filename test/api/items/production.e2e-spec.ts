import { describe, expect, it } from '@jest/globals';
import { useApp } from '../../support/app.js';
import { newItem } from '../../support/items.js';

const client = useApp({ nodeEnv: 'production' });

describe('In production', () => {
  it('200 lists nothing, because there is no demo data', async () => {
    expect((await client.get('/items')).body).toEqual({ items: [], nextCursor: null });
    expect((await client.get('/users')).body).toEqual({ users: [], nextCursor: null });
  });

  it.each([
    ['PUT', '/items/lamp'],
    ['POST', '/items'],
  ])('401 to %s %s without a token', async (method, path) => {
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify(newItem({ id: 'lamp' }));
    expect((await client.send(method, path, { headers, body })).status).toBe(401);
    expect((await client.get('/items/lamp')).status).toBe(404);
  });
});
