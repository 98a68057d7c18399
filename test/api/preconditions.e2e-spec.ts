import { describe, expect, it } from '@jest/globals';
import type { ItemDto } from '../../src/items/dto/item.dto.js';
import type { UpsertedItemDto } from '../../src/items/dto/upserted-item.dto.js';
import type { UserDto } from '../../src/users/dto/user.dto.js';
import { useApp } from '../support/app.js';
import type { HttpResponse } from '../support/client.js';
import { newItem, newUser } from '../support/examples.js';

const api = useApp();

const STALE = '"00000000-0000-4000-8000-000000000000"';
const WRITES: [method: string, toBody: (fields: WrittenFields) => object | undefined][] = [
  ['PUT', ({ name, price, email }) => (email ? { name, email } : { name, price })],
  ['PATCH', ({ name }) => ({ name })],
  ['DELETE', () => undefined],
];

type WrittenFields = Partial<ItemDto & UserDto>;

describe.each([
  ['an item', createItem],
  ['a user', createUser],
])('A precondition on %s', (_, create) => {
  it.each(['GET', 'HEAD'])(
    '304 to %s when If-None-Match matches the current version',
    async (method) => {
      const { path, etag } = await create();
      for (const tags of [etag, `W/${etag}`, `${STALE}, ${etag}`, `, ${etag} ,`, '*']) {
        const response = await api.send(method, path, { headers: { 'If-None-Match': tags } });
        expect(response.status).toBe(304);
        expect(response.headers.etag).toBe(etag);
      }
    },
  );

  it.each(['GET', 'HEAD'])(
    '200 to %s when If-None-Match matches other versions only',
    async (method) => {
      const { path } = await create();
      const response = await api.send(method, path, { headers: { 'If-None-Match': STALE } });
      expect(response.status).toBe(200);
    },
  );

  describe.each(WRITES)('for %s', (method, toBody) => {
    const success = method === 'DELETE' ? 204 : 200;
    const send = (
      path: string,
      fields: WrittenFields,
      headers: Record<string, string>,
    ): Promise<HttpResponse> => {
      const json = toBody(fields);
      return json
        ? api.send(method, path, {
            headers: { ...headers, ...JSON_TYPE },
            body: JSON.stringify(json),
          })
        : api.send(method, path, { headers });
    };

    it.each<[string, (etag: string) => string]>([
      ['is the current version', (etag) => etag],
      ['lists the current version', (etag) => `${STALE} ,, W/${STALE}, ${etag}`],
      ['is *', () => '*'],
    ])(`${success} when If-Match %s`, async (_, tags) => {
      const { path, etag, fields } = await create();
      expect((await send(path, fields, { 'If-Match': tags(etag) })).status).toBe(success);
    });

    it.each<[string, (etag: string) => string]>([
      ['is another version', () => STALE],
      ['is the current version as a weak tag', (etag) => `W/${etag}`],
      ['is not a version', () => '"x"'],
    ])('412 when If-Match %s', async (_, tags) => {
      const { path, etag, fields } = await create();
      expect((await send(path, fields, { 'If-Match': tags(etag) })).status).toBe(412);
      expect((await api.get(path)).headers.etag).toBe(etag);
    });

    it('412 when If-None-Match matches the current version', async () => {
      const { path, etag, fields } = await create();
      for (const tags of ['*', `W/${etag}`, `${STALE}, ${etag}`]) {
        const response = await send(path, fields, { 'If-Match': etag, 'If-None-Match': tags });
        expect(response.status).toBe(412);
      }
      expect((await api.get(path)).headers.etag).toBe(etag);
    });

    it.each(['x', '"x', 'w/"x"', '"x" "y"', '*, "x"', '""x', ''])(
      '400 when a precondition is malformed: %s',
      async (tags) => {
        const { path, fields } = await create();
        const { status, body } = await send(path, fields, {
          'If-Match': tags,
          'If-None-Match': tags,
        });
        expect(status).toBe(400);
        expect(body.errors).toMatchObject([{ header: 'If-Match' }, { header: 'If-None-Match' }]);
      },
    );
  });
});

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
    const { path, etag, fields } = await createItem();
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
  it('200 ignores preconditions, because its target is the collection', async () => {
    const item = newItem();
    expect((await api.post('/items', item)).status).toBe(201);
    const headers = { ...JSON_TYPE, 'If-None-Match': '*', 'If-Match': STALE };
    const response = await api.send('POST', '/items', { headers, body: JSON.stringify(item) });
    expect(response.status).toBe(200);
  });
});

const JSON_TYPE = { 'Content-Type': 'application/json' };

interface Created {
  path: string;
  etag: string;
  fields: WrittenFields;
}

async function createItem(): Promise<Created> {
  const { status, headers, body } = await api.post<UpsertedItemDto>('/items', newItem());
  expect(status).toBe(201);
  return { path: `/items/${body.item.id}`, etag: String(headers.etag), fields: body.item };
}

async function createUser(): Promise<Created> {
  const { status, headers, body } = await api.post<UserDto>('/users', newUser());
  expect(status).toBe(201);
  return { path: `/users/${body.id}`, etag: String(headers.etag), fields: body };
}
