import { describe, expect, it } from '@jest/globals';
import { STALE } from '#contract-testing';
import type { ItemDto } from '../../src/items/dto/item.dto.js';
import { useApp } from '../support/app.js';
import { createItem } from './new-item.js';

const api = useApp();

describe('GET /items/:id', () => {
  it('200 returns the item', async () => {
    const fields = { description: 'Of steel.', tags: ['b', 'a'] };
    const { path, item, etag } = await createItem(api, fields);
    const { status, body, headers } = await api.get<ItemDto>(path);
    expect(status).toBe(200);
    expect(body).toEqual(item);
    expect(body).toMatchObject(fields);
    expect(headers.etag).toBe(etag);
  });

  it('200 when If-None-Match has another ETag', async () => {
    const { path } = await createItem(api);
    expect((await api.get(path, { headers: { 'If-None-Match': STALE } })).status).toBe(200);
  });

  it('304 when If-None-Match has the current ETag', async () => {
    const { path, etag } = await createItem(api);
    const { status, headers } = await api.get(path, { headers: { 'If-None-Match': etag } });
    expect(status).toBe(304);
    expect(headers.etag).toBe(etag);
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

  it('400 when If-None-Match is malformed', async () => {
    const { status, body } = await api.get('/items/desk-lamp', {
      headers: { 'If-None-Match': 'x' },
    });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ header: 'If-None-Match' }]);
  });

  it('404 when no item has the id', async () => {
    const { status, body } = await api.get('/items/0');
    expect(status).toBe(404);
    expect(body.type).toBe('/problems/item-not-found');
  });

  it('412 when If-Match has another ETag', async () => {
    const { path, etag } = await createItem(api);
    const headers = { 'If-Match': STALE, 'If-None-Match': etag };
    expect((await api.get(path, { headers })).status).toBe(412);
  });
});
