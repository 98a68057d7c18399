import { beforeAll, describe, expect, it } from '@jest/globals';
import document from '../openapi.json' with { type: 'json' };
import type { ItemDto } from '../src/items/dto/item.dto.js';
import type { UserDto } from '../src/users/dto/user.dto.js';
import { createMember, useApp } from './support/app.js';
import type { Answer, Client } from './support/client.js';
import { newItem, newUser } from './support/examples.js';
import { operations, sendExample } from './support/operations.js';

/* Who may do what. What they see of it: `views.e2e-spec.ts`. */

const admin = useApp();
const OPERATIONS = operations(document);

describe.each(OPERATIONS.filter(({ needsToken }) => needsToken !== undefined))(
  '$method $template',
  (operation) => {
    it('401 when the token is no good', async () => {
      const { status, body, headers } = await sendExample(admin.as('no.good.one'), operation);
      expect(status).toBe(401);
      expect(body.type).toBe('/problems/invalid-token');
      expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    });

    it('400 when there are two', async () => {
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
      const { status, body, headers } = await sendExample(admin.as(undefined), operation);
      expect(status).toBe(401);
      expect(body.type).toBe('/problems/unauthenticated');
      expect(headers['www-authenticate']).toBe('Bearer');
    });
  },
);

describe.each(OPERATIONS.filter(({ needsToken }) => needsToken === undefined))(
  '$method $template',
  (operation) => {
    it('200 takes no notice of a token', async () => {
      expect((await sendExample(admin.as('no.good.one'), operation)).status).toBe(200);
    });
  },
);

describe('A token whose user is gone', () => {
  let gone: Client;
  let id: string;

  beforeAll(async () => {
    const member = await createMember(admin);
    gone = member.client;
    id = member.user.id;
    expect((await gone.delete(`/users/${id}`)).status).toBe(204);
  });

  const writes = OPERATIONS.filter(({ needsToken, method }) => needsToken && method !== 'GET');
  it.each(writes)('401 to $method $template', async (operation) => {
    const { status, body } = await sendExample(gone, operation);
    expect(status).toBe(401);
    expect(body.type).toBe('/problems/invalid-token');
  });

  it('401 where it would make an item', async () => {
    expect((await gone.post('/items', newItem())).status).toBe(401);
  });

  it('401 where it would show private fields', async () => {
    expect((await gone.get('/users')).status).toBe(401);
    expect((await gone.get(`/users/${id}`)).status).toBe(401);
  });

  it('200 where all is public', async () => {
    expect((await gone.get('/items')).status).toBe(200);
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

  it('201 belongs to whoever makes it', async () => {
    const { client, user } = await createMember(admin);
    const { status, body } = await client.put<ItemDto>(
      `/items/${newItem().id}`,
      newItem({ id: undefined }),
    );
    expect(status).toBe(201);
    expect(body.ownerId).toBe(user.id);
  });

  it.each<[string, (client: Client) => Promise<Answer>]>([
    ['PUT', (client) => client.put(path, newItem({ id: undefined }))],
    ['PUT with If-Match', (client) => conditional(client, 'PUT', newItem({ id: undefined }))],
    ['POST', (client) => client.post('/items', newItem({ id: item.id }))],
    ['PATCH', (client) => conditional(client, 'PATCH', { name: newItem().name })],
    ['PATCH without If-Match', (client) => client.patch(path, { name: newItem().name })],
    ['DELETE', (client) => client.delete(path)],
  ])('403 to %s by somebody else, and stays as it is', async (_, act) => {
    const { status, body } = await act(other);
    expect(status).toBe(403);
    expect(body.type).toBe('/problems/forbidden');
    expect((await other.get(path)).body).toEqual(item);
  });

  it('200 when an admin changes it, and stays its owner’s', async () => {
    const { status, body } = await admin.put<ItemDto>(path, newItem({ id: undefined }));
    expect(status).toBe(200);
    expect(body.ownerId).toBe(item.ownerId);
    expect((await owner.put(path, newItem({ id: undefined }))).status).toBe(200);
  });

  it('201 to one and 403 to the seven others that race for a new id', async () => {
    const racers = await Promise.all(Array.from({ length: 8 }, () => createMember(admin)));
    for (let key = 0; key < 20; key += 1) {
      const { id } = newItem();
      const answers = await Promise.all(
        racers.map(({ client }) => client.put<ItemDto>(`/items/${id}`, newItem({ id: undefined }))),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([
        201, 403, 403, 403, 403, 403, 403, 403,
      ]);
      const winner = answers.findIndex(({ status }) => status === 201);
      expect((await admin.get<ItemDto>(`/items/${id}`)).body.ownerId).toBe(racers[winner].user.id);
    }
  });

  it('201 and 409, or 401 and 204, while its owner is deleted', async () => {
    for (let key = 0; key < 10; key += 1) {
      const { client, user } = await createMember(admin);
      const made = newItem();
      const [put, removed] = await Promise.all([
        client.post('/items', made),
        admin.delete(`/users/${user.id}`),
      ]);
      const isThere = (await admin.get(`/items/${made.id}`)).status === 200;
      expect([put.status, removed.status]).toEqual(isThere ? [201, 409] : [401, 204]);
    }
  });

  function conditional(client: Client, method: string, json: object): Promise<Answer> {
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

  it.each<[string, (client: Client) => Promise<Answer>]>([
    ['PUT', (client) => client.put(path, { name: 'Else', email: newUser().email })],
    ['PATCH', (client) => client.patch(path, { password: 'mine from now on' })],
    ['DELETE', (client) => client.delete(path)],
  ])('403 to %s by somebody else, and stays as it is', async (_, act) => {
    expect((await act(other)).status).toBe(403);
    expect((await self.get(path)).body).toEqual(user);
  });

  it('200 to PATCH, and 204 to DELETE, by an admin', async () => {
    const { user: subject } = await createMember(admin);
    expect((await admin.patch(`/users/${subject.id}`, { name: 'Renamed' })).status).toBe(200);
    expect((await admin.delete(`/users/${subject.id}`)).status).toBe(204);
  });

  it('200 logs in with a new password, and the old token is good as before', async () => {
    const { client, user: subject } = await createMember(admin);
    const { token } = client;
    expect(
      (await client.patch(`/users/${subject.id}`, { password: 'another password' })).status,
    ).toBe(200);
    await client.logIn(subject.email, 'another password');
    expect((await client.as(token).get('/users/me')).status).toBe(307);
  });

  it('307 finds itself', async () => {
    const { status, headers } = await self.get('/users/me');
    expect(status).toBe(307);
    expect(headers.location).toBe(path);
  });
});
