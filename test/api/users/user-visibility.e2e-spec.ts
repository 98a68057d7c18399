import { beforeAll, describe, expect, it } from '@jest/globals';
import type { UserDto } from '../../../src/users/dto/user.dto.js';
import { useApp } from '../../support/app.js';
import { createMember, newUser } from '../../support/users.js';
import type { Client, HttpResponse } from '#contract-testing';

/* Which fields of a user each client sees, and which fields no client can set. */

const admin = useApp();
const JSON_TYPE = { 'Content-Type': 'application/json' };

describe('The fields of a user', () => {
  let user: UserDto;
  let self: Client;
  let viewers: Record<'anonymous' | 'other', Client>;

  beforeAll(async () => {
    ({ client: self, user } = await createMember(admin));
    viewers = { anonymous: admin.withToken(undefined), other: (await createMember(admin)).client };
  });

  it('200 shows all of them to the user and to admins', async () => {
    for (const client of [self, admin]) {
      expect((await client.get(`/users/${user.id}`)).body).toEqual(user);
      expect((await client.get(`/users/${user.id.toUpperCase()}`)).body).toEqual(user);
    }
  });

  it.each(['anonymous', 'other'] as const)(
    '200 shows public fields to %s clients',
    async (viewer) => {
      const { id, name, createdAt } = user;
      expect((await viewers[viewer].get(`/users/${user.id}`)).body).toEqual({
        id,
        name,
        createdAt,
      });
    },
  );

  it('200 shows all fields of the own entry in a list', async () => {
    const { users } = (await self.get<{ users: Partial<UserDto>[] }>('/users?limit=100')).body;
    expect(users.filter(({ email }) => email !== undefined)).toEqual([user]);
    const { users: all } = (await admin.get<{ users: UserDto[] }>('/users?limit=100')).body;
    expect(all.map(({ id }) => id)).toEqual(users.map(({ id }) => id));
    expect(all.filter(({ email }) => email === undefined)).toEqual([]);
  });

  it('200 has a different ETag for each view, and 304 requires the same view', async () => {
    const path = `/users/${user.id}`;
    const fullTag = String((await self.get(path)).headers.etag);
    const publicTag = String((await viewers.anonymous.get(path)).headers.etag);
    const getIfNoneMatch = (client: Client, tag: string): Promise<HttpResponse> =>
      client.get(path, { headers: { 'If-None-Match': tag } });
    expect((await getIfNoneMatch(self, fullTag)).status).toBe(304);
    expect((await getIfNoneMatch(admin, fullTag)).status).toBe(304);
    expect((await getIfNoneMatch(viewers.other, publicTag)).status).toBe(304);
    expect((await getIfNoneMatch(viewers.anonymous, fullTag)).status).toBe(200);
    expect((await getIfNoneMatch(self, publicTag)).status).toBe(200);
  });
});

describe('A field that the server sets', () => {
  it.each([
    ['POST', '/users', 'role', 'admin'],
    ['POST', '/users', 'id', '019af000-0000-7000-8000-00000000000f'],
    ['POST', '/users', 'createdAt', '2026-01-01T00:00:00.000Z'],
    ['PATCH', '/users/:id', 'role', 'admin'],
    ['PUT', '/users/:id', 'role', 'admin'],
  ])('422 when a client sets it: %s %s %s', async (method, template, field, value) => {
    const { client, user } = await createMember(admin);
    const { name, email, password } = newUser();
    const fields = { name, email, ...(method === 'POST' && { password }) };
    const body = JSON.stringify({ ...fields, [field]: value });
    const path = template.replace(':id', user.id);
    const response = await client.send<{ errors: object[] }>(method, path, {
      headers: JSON_TYPE,
      body,
    });
    expect(response.status).toBe(422);
    expect(response.body.errors).toEqual([{ pointer: `#/${field}`, detail: 'is not known here' }]);
  });
});
