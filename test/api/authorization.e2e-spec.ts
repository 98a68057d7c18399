import { beforeAll, describe, expect, it } from '@jest/globals';
import document from '../../openapi.json' with { type: 'json' };
import type { ItemDto } from '../../src/items/dto/item.dto.js';
import type { UserDto } from '../../src/users/dto/user.dto.js';
import { createMember, useApp } from '../support/app.js';
import type { HttpResponse, Client } from '../support/client.js';
import { newItem, newUser } from '../support/examples.js';
import { createExamples, operations, sendExample } from '../support/operations.js';

/* Who may do what. `user-visibility.e2e-spec.ts` covers what each user may see. */

const admin = useApp();
const OPERATIONS = operations(document);

beforeAll(() => createExamples(admin, document));

describe.each(OPERATIONS.filter(({ needsToken }) => needsToken !== undefined))(
  '$method $template',
  (operation) => {
    it('401 when the token is invalid', async () => {
      const { status, body, headers } = await sendExample(
        admin.withToken('an.invalid.token'),
        operation,
      );
      expect(status).toBe(401);
      expect(body.type).toBe('/problems/invalid-token');
      expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    });

    it('400 when there are two Authorization headers', async () => {
      const { status, body } = await sendExample(admin, operation, {
        Authorization: ['Bearer a', 'Bearer b'],
      });
      expect(status).toBe(400);
      expect(body.errors).toEqual([{ header: 'Authorization', detail: 'must be given once' }]);
    });
  },
);

describe.each(OPERATIONS.filter(({ needsToken }) => needsToken))(
  '$method $template',
  (operation) => {
    it('401 without a token', async () => {
      const { status, body, headers } = await sendExample(admin.withToken(undefined), operation);
      expect(status).toBe(401);
      expect(body.type).toBe('/problems/unauthenticated');
      expect(headers['www-authenticate']).toBe('Bearer');
    });
  },
);

describe.each(OPERATIONS.filter(({ needsToken }) => needsToken === undefined))(
  '$method $template',
  (operation) => {
    it(`${operation.success} ignores an invalid token`, async () => {
      const { status } = await sendExample(admin.withToken('an.invalid.token'), operation);
      expect(status).toBe(operation.success);
    });
  },
);

describe('A token whose user was deleted', () => {
  let deleted: Client;
  let id: string;

  beforeAll(async () => {
    const member = await createMember(admin);
    deleted = member.client;
    id = member.user.id;
    expect((await deleted.delete(`/users/${id}`)).status).toBe(204);
  });

  const writes = OPERATIONS.filter(({ needsToken, method }) => needsToken && method !== 'GET');
  it.each(writes)('401 to $method $template', async (operation) => {
    const { status, body } = await sendExample(deleted, operation);
    expect(status).toBe(401);
    expect(body.type).toBe('/problems/invalid-token');
  });

  it('401 when it would create an item', async () => {
    expect((await deleted.post('/items', newItem())).status).toBe(401);
  });

  it('401 when it could show private fields', async () => {
    expect((await deleted.get('/users')).status).toBe(401);
    expect((await deleted.get('/users/me')).status).toBe(401);
    expect((await deleted.get(`/users/${id}`)).status).toBe(401);
  });

  it('200 when everything is public', async () => {
    expect((await deleted.get('/items')).status).toBe(200);
  });
});

describe('An item', () => {
  let owner: Client;
  let other: Client;
  let path: string;
  let item: ItemDto;

  beforeAll(async () => {
    owner = (await createMember(admin)).client;
    other = (await createMember(admin)).client;
    path = `/items/${newItem().id}`;
    item = (await owner.put<ItemDto>(path, newItem({ id: undefined }))).body;
  });

  it('201 belongs to the user who creates it', async () => {
    const { client, user } = await createMember(admin);
    const { status, body } = await client.put<ItemDto>(
      `/items/${newItem().id}`,
      newItem({ id: undefined }),
    );
    expect(status).toBe(201);
    expect(body.ownerId).toBe(user.id);
  });

  it.each<[string, (client: Client) => Promise<HttpResponse>]>([
    ['PUT', (client) => client.put(path, newItem({ id: undefined }))],
    ['PUT with If-Match', (client) => sendIfMatch(client, 'PUT', newItem({ id: undefined }))],
    ['POST', (client) => client.post('/items', newItem({ id: item.id }))],
    ['PATCH', (client) => sendIfMatch(client, 'PATCH', { name: newItem().name })],
    ['PATCH without If-Match', (client) => client.patch(path, { name: newItem().name }, {})],
    ['DELETE', (client) => client.delete(path)],
  ])('403 to %s by another user, and changes nothing', async (_, act) => {
    const { status, body } = await act(other);
    expect(status).toBe(403);
    expect(body.type).toBe('/problems/forbidden');
    expect((await other.get(path)).body).toEqual(item);
  });

  it('200 when an admin replaces it, and keeps its owner', async () => {
    const { status, body } = await admin.put<ItemDto>(path, newItem({ id: undefined }));
    expect(status).toBe(200);
    expect(body.ownerId).toBe(item.ownerId);
    expect((await owner.put(path, newItem({ id: undefined }))).status).toBe(200);
  });

  it('201 to one and 403 to the seven other users that create it at once', async () => {
    const racers = await Promise.all(Array.from({ length: 8 }, () => createMember(admin)));
    for (let key = 0; key < 20; key += 1) {
      const { id } = newItem();
      const responses = await Promise.all(
        racers.map(({ client }) => client.put<ItemDto>(`/items/${id}`, newItem({ id: undefined }))),
      );
      expect(responses.map(({ status }) => status).sort()).toEqual([
        201, 403, 403, 403, 403, 403, 403, 403,
      ]);
      const winner = responses.findIndex(({ status }) => status === 201);
      expect((await admin.get<ItemDto>(`/items/${id}`)).body.ownerId).toBe(racers[winner].user.id);
    }
  });

  it('201 and 409, or 401 and 204, when its owner is deleted at the same time', async () => {
    for (let key = 0; key < 10; key += 1) {
      const { client, user } = await createMember(admin);
      const item = newItem();
      const [creation, deletion] = await Promise.all([
        client.post('/items', item),
        admin.delete(`/users/${user.id}`),
      ]);
      const exists = (await admin.get(`/items/${item.id}`)).status === 200;
      expect([creation.status, deletion.status]).toEqual(exists ? [201, 409] : [401, 204]);
    }
  });

  function sendIfMatch(client: Client, method: string, json: object): Promise<HttpResponse> {
    const headers = { 'Content-Type': 'application/json', 'If-Match': '*' };
    return client.send(method, path, { headers, body: JSON.stringify(json) });
  }
});

describe('A user', () => {
  let user: UserDto;
  let self: Client;
  let other: Client;
  let path: string;

  beforeAll(async () => {
    ({ client: self, user } = await createMember(admin));
    other = (await createMember(admin)).client;
    path = `/users/${user.id}`;
  });

  it.each<[string, (client: Client) => Promise<HttpResponse>]>([
    ['PUT', (client) => client.put(path, { name: 'Other', email: newUser().email })],
    ['PATCH', (client) => client.patch(path, { password: 'a stolen password' })],
    ['DELETE', (client) => client.delete(path)],
  ])('403 to %s by another user, and changes nothing', async (_, act) => {
    expect((await act(other)).status).toBe(403);
    expect((await self.get(path)).body).toEqual(user);
  });

  it('200 to PATCH and 204 to DELETE by an admin', async () => {
    const { user: subject } = await createMember(admin);
    expect((await admin.patch(`/users/${subject.id}`, { name: 'Renamed' })).status).toBe(200);
    expect((await admin.delete(`/users/${subject.id}`)).status).toBe(204);
  });

  it('200 from /users/me returns the user of the token, and the URL', async () => {
    const { status, headers, body } = await self.get('/users/me');
    expect(status).toBe(200);
    expect(body).toEqual((await self.get(path)).body);
    expect(headers['content-location']).toBe(path);
    expect(headers.etag).toBe((await self.get(path)).headers.etag);
  });

  it('304 from /users/me when If-None-Match matches', async () => {
    const { etag } = (await self.get('/users/me')).headers;
    const headers = { 'If-None-Match': String(etag) };
    expect((await self.get('/users/me', { headers })).status).toBe(304);
  });

  it('412 from /users/me when If-Match does not match', async () => {
    const headers = { 'If-Match': '"another"' };
    expect((await self.get('/users/me', { headers })).status).toBe(412);
  });
});
