import { beforeAll, describe, expect, it } from '@jest/globals';
import { createCursor } from '#pagination';
import type { UserListDto } from '../../src/users/dto/user.dto.js';
import type { UserDto } from '../../src/users/dto/user.dto.js';
import { useApp } from '../support/app.js';
import { describePages, getNextLink, readPages } from '../support/pages.js';
import { createDeletedMember, createMember, type CreatedUser } from './new-user.js';

const admin = useApp();
let self: CreatedUser;

beforeAll(async () => {
  self = await createMember(admin);
});

describePages(admin, ['/users']);

describe('GET /users', () => {
  it('200 lists users in the order of their creation', async () => {
    const first = await createMember(admin);
    const second = await createMember(admin);
    const { status, body } = await admin.get<UserListDto>('/users?limit=100');
    expect(status).toBe(200);
    expect(body.users.slice(-2)).toEqual([first.user, second.user]);
  });

  it('200 shows a user who is created in the meantime on the last page', async () => {
    const [before] = await readPages(admin, '/users?limit=100');
    const first = await admin.get<UserListDto>('/users?limit=2');
    const { user } = await createMember(admin);
    const rest = (await readPages(admin, getNextLink(first))).flat();
    expect(rest).toEqual([...before.slice(2), user.id]);
  });

  it('200 shows all fields of the own entry, and the public fields of others', async () => {
    const { status, body } = await self.client.get<UserList>('/users?limit=100');
    expect(status).toBe(200);
    expect(body.users.filter(({ email }) => email !== undefined)).toEqual([self.user]);
    const { body: all } = await admin.get<UserList>('/users?limit=100');
    expect(body.users.map(({ id }) => id)).toEqual(all.users.map(({ id }) => id));
  });

  it('200 shows all fields of all users to an admin', async () => {
    const { status, body } = await admin.get<UserList>('/users?limit=100');
    expect(status).toBe(200);
    expect(body.users.filter(({ email }) => email === undefined)).toEqual([]);
  });

  it('200 shows public fields without a token', async () => {
    const { status, body } = await admin.withToken(undefined).get<UserList>('/users?limit=100');
    expect(status).toBe(200);
    const { id, name, createdAt } = self.user;
    expect(body.users).toContainEqual({ id, name, createdAt });
  });

  it('200 to HEAD has the same Link', async () => {
    const { headers } = await admin.get('/users?limit=2');
    const head = await admin.send('HEAD', '/users?limit=2');
    expect(head.status).toBe(200);
    expect(head.headers.link).toBe(headers.link);
  });

  it.each(['', 'x', '__proto__', 'desk-lamp'])(
    '400 when the cursor is invented: %s',
    async (cursor) => {
      const { status, body } = await admin.get(`/users?cursor=${cursor}`);
      expect(status).toBe(400);
      expect(body.errors).toEqual([{ parameter: 'cursor', detail: expect.any(String) }]);
    },
  );

  // A client that knows the source code can build these.
  it.each(['desk-lamp', '\0'])('400 when the cursor is built with an id %j', async (id) => {
    const cursor = createCursor(id, { path: '/users', params: {}, query: {} });
    const { status, body } = await admin.get(`/users?cursor=${cursor}`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ parameter: 'cursor', detail: expect.any(String) }]);
  });

  it('401 when the user of the token was deleted', async () => {
    const { client } = await createDeletedMember(admin);
    const { status, body } = await client.get('/users');
    expect(status).toBe(401);
    expect(body.type).toBe('/problems/invalid-token');
  });
});

interface UserList {
  users: Partial<UserDto>[];
}
