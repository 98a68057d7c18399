import { describe, expect, it } from '@jest/globals';
import type { UpsertedItemDto } from '../../../src/items/dto/upserted-item.dto.js';
import { useApp } from '../../support/app.js';
import {
  type Client,
  describePreconditions,
  type HttpResponse,
  JSON_TYPE,
  STALE,
  type Versioned,
} from '#contract-testing';
import { newItem } from '../../support/items.js';

const api = useApp();

describePreconditions('an item', api, createItem, (method, { name, price }) =>
  method === 'PUT' ? { name, price } : { name: `${String(name)} II` },
);

describe('PUT /items/:id', () => {
  it('201 with If-None-Match: * when no item has the id, and 412 when an item has it', async () => {
    const { id, ...fields } = newItem();
    const options = {
      headers: { ...JSON_TYPE, 'If-None-Match': '*' },
      body: JSON.stringify(fields),
    };
    expect((await api.send('PUT', `/items/${id}`, options)).status).toBe(201);
    expect((await api.send('PUT', `/items/${id}`, options)).status).toBe(412);
  });

  it.each(['*', STALE])('412 with If-Match: %s when no item has the id', async (tags) => {
    const { id, ...fields } = newItem();
    const options = { headers: { ...JSON_TYPE, 'If-Match': tags }, body: JSON.stringify(fields) };
    expect((await api.send('PUT', `/items/${id}`, options)).status).toBe(412);
    expect((await api.get(`/items/${id}`)).status).toBe(404);
  });

  it('412 for the version of an item that was deleted and created again', async () => {
    const { path, etag, fields } = await createItem(api);
    expect((await api.delete(path)).status).toBe(204);
    expect((await api.put(path, { name: fields.name, price: fields.price })).status).toBe(201);
    const options = {
      headers: { ...JSON_TYPE, 'If-Match': etag },
      body: JSON.stringify({ name: fields.name, price: fields.price }),
    };
    expect((await api.send('PUT', path, options)).status).toBe(412);
  });
});

describe('POST /items', () => {
  const post = (item: object, headers: Record<string, string>): Promise<HttpResponse> =>
    api.send('POST', '/items', {
      headers: { ...JSON_TYPE, ...headers },
      body: JSON.stringify(item),
    });

  it('201 with If-None-Match: * when no item has the id, and 412 when one has', async () => {
    const item = newItem();
    expect((await post(item, { 'If-None-Match': '*' })).status).toBe(201);
    const { text } = await api.get(`/items/${item.id}`);
    const other = { ...item, description: 'other' };
    expect((await post(other, { 'If-None-Match': '*' })).status).toBe(412);
    expect((await api.get(`/items/${item.id}`)).text).toBe(text);
  });

  it('200 with the ETag of the item in If-Match, and 412 with another', async () => {
    const item = newItem();
    const { headers } = await api.post('/items', item);
    expect((await post(item, { 'If-Match': STALE })).status).toBe(412);
    expect((await post(item, { 'If-Match': String(headers.etag) })).status).toBe(200);
  });

  it('412 with If-Match when no item has the id', async () => {
    expect((await post(newItem(), { 'If-Match': '*' })).status).toBe(412);
  });

  it('400 when a precondition is malformed', async () => {
    expect((await post(newItem(), { 'If-Match': 'x' })).status).toBe(400);
  });
});

async function createItem(client: Client): Promise<Versioned> {
  const { status, headers, body } = await client.post<UpsertedItemDto>('/items', newItem());
  expect(status).toBe(201);
  return { path: `/items/${body.item.id}`, etag: String(headers.etag), fields: { ...body.item } };
}
