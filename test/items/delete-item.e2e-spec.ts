import { describe, expect, it } from '@jest/globals';
import { STALE } from '#contract-testing';
import type { ItemDto } from '../../src/items/dto/item.dto.js';
import { race, ROUNDS, sortCodes, useTwoInstances } from '../support/two-instances.js';
import { createMember } from '../users/new-user.js';
import { createItem } from './new-item.js';

const clients = useTwoInstances();
const [api] = clients;

describe('DELETE /items/:id', () => {
  it('204 deletes the item', async () => {
    const { path } = await createItem(api);
    expect((await api.get(path)).status).toBe(200);
    expect((await api.delete(path)).status).toBe(204);
    expect((await api.get(path)).status).toBe(404);
  });

  it('204 with If-Match when it has the current ETag', async () => {
    const { path, etag } = await createItem(api);
    expect((await api.delete(path, { headers: { 'If-Match': etag } })).status).toBe(204);
    expect((await api.get(path)).status).toBe(404);
  });

  it('204 to an admin', async () => {
    const { client: owner } = await createMember(api);
    const { path } = await createItem(owner);
    expect((await api.delete(path)).status).toBe(204);
    expect((await owner.get(path)).status).toBe(404);
  });

  it('204 ignores a body', async () => {
    const { path } = await createItem(api);
    const headers = { 'Content-Type': 'application/json' };
    expect((await api.delete(path, { headers, body: '{' })).status).toBe(204);
  });

  it('400 when a precondition is malformed', async () => {
    const { path } = await createItem(api);
    const { status, body } = await api.delete(path, { headers: { 'If-Match': 'x' } });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ header: 'If-Match' }]);
    expect((await api.get(path)).status).toBe(200);
  });

  it('403 to another user', async () => {
    const { path, item } = await createItem(api);
    const { client: other } = await createMember(api);
    const { status, body } = await other.delete(path);
    expect(status).toBe(403);
    expect(body.type).toBe('/problems/forbidden');
    expect((await api.get<ItemDto>(path)).body).toEqual(item);
  });

  it('404 when no item has the id', async () => {
    const { status, body } = await api.delete('/items/0');
    expect(status).toBe(404);
    expect(body.type).toBe('/problems/item-not-found');
  });

  it.each<[string, (etag: string) => Record<string, string>]>([
    ['If-Match has another ETag', () => ({ 'If-Match': STALE })],
    ['If-None-Match has the current ETag', (etag) => ({ 'If-None-Match': etag })],
  ])('412 when %s', async (_, toHeaders) => {
    const { path, item, etag } = await createItem(api);
    expect((await api.delete(path, { headers: toHeaders(etag) })).status).toBe(412);
    expect((await api.get<ItemDto>(path)).body).toEqual(item);
  });
});

describe('DELETE /items/:id, eight at once', () => {
  it.each<[string, (etag: string) => Record<string, string>]>([
    ['without a precondition', () => ({})],
    ['with one ETag in If-Match', (etag) => ({ 'If-Match': etag })],
  ])('204 to one and 404 to seven %s', async (_, toHeaders) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { path, etag } = await createItem(api);
      const headers = toHeaders(etag);
      const responses = await race(clients, (client) => client.delete(path, { headers }));
      expect(sortCodes(responses)).toEqual([204, 404, 404, 404, 404, 404, 404, 404]);
    }
  });
});
