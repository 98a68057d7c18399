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
  ['PATCH', ({ name }) => ({ name: `${name} II` })],
  ['DELETE', () => undefined],
];

type WrittenFields = Partial<ItemDto & UserDto>;

describe.each([
  ['an item', createItem],
  ['a user', createUser],
])('A precondition on %s', (_, create) => {
  it.each(['GET', 'HEAD'])('200 to %s when If-Match has the current version', async (method) => {
    const { path, etag } = await create();
    for (const tags of [etag, `${STALE}, ${etag}`, '*']) {
      expect((await api.send(method, path, { headers: { 'If-Match': tags } })).status).toBe(200);
    }
  });

  it.each(['GET', 'HEAD'])(
    '412 to %s when If-Match has other versions, before a 304',
    async (method) => {
      const { path, etag } = await create();
      for (const tags of [STALE, `W/${etag}`]) {
        const headers = { 'If-Match': tags, 'If-None-Match': etag };
        expect((await api.send(method, path, { headers })).status).toBe(412);
      }
    },
  );

  it('412 to a weak tag says that it must be strong', async () => {
    const { path, etag } = await create();
    const { body } = await api.get(path, { headers: { 'If-Match': `W/${etag}` } });
    expect(body.detail).toContain('strong');
  });

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
