import { beforeAll, describe, expect, it } from '@jest/globals';
import type { UserDto } from '../src/users/dto/user.dto.js';
import { createMember, useApp } from './support/app.js';
import type { Answer, Client } from './support/client.js';
import { newItem, newUser } from './support/examples.js';

/* Who sees what of a user, and what nobody can set. */

const admin = useApp();
const JSON_TYPE = { 'Content-Type': 'application/json' };

describe('The views of a user', () => {
  let user: UserDto;
  let self: Client;
  let viewers: Record<'anybody' | 'another', Client>;

  beforeAll(async () => {
    ({ client: self, user } = await createMember(admin));
    viewers = { anybody: admin.as(undefined), another: (await createMember(admin)).client };
  });

  it('200 shows all to the user and to admins', async () => {
    for (const client of [self, admin]) {
      expect((await client.get(`/users/${user.id}`)).body).toEqual(user);
      expect((await client.get(`/users/${user.id.toUpperCase()}`)).body).toEqual(user);
    }
  });

  it.each(['anybody', 'another'] as const)('200 shows %s what is public', async (viewer) => {
    const { id, name, createdAt } = user;
    expect((await viewers[viewer].get(`/users/${user.id}`)).body).toEqual({ id, name, createdAt });
  });

  it('200 shows the own entry of a list in full', async () => {
    const { users } = (await self.get<{ users: Partial<UserDto>[] }>('/users?limit=100')).body;
    expect(users.filter(({ email }) => email !== undefined)).toEqual([user]);
    const { users: all } = (await admin.get<{ users: UserDto[] }>('/users?limit=100')).body;
    expect(all.map(({ id }) => id)).toEqual(users.map(({ id }) => id));
    expect(all.filter(({ email }) => email === undefined)).toEqual([]);
  });

  it('200 has another ETag for each view, 304 only for the same one', async () => {
    const path = `/users/${user.id}`;
    const whole = String((await self.get(path)).headers.etag);
    const part = String((await viewers.anybody.get(path)).headers.etag);
    const ask = (client: Client, tag: string): Promise<Answer> =>
      client.get(path, { headers: { 'If-None-Match': tag } });
    expect((await ask(self, whole)).status).toBe(304);
    expect((await ask(admin, whole)).status).toBe(304);
    expect((await ask(viewers.another, part)).status).toBe(304);
    expect((await ask(viewers.anybody, whole)).status).toBe(200);
    expect((await ask(self, part)).status).toBe(200);
  });
});

describe('What is the server’s', () => {
  it.each([
    ['POST', '/users', 'role', 'admin'],
    ['POST', '/users', 'id', '019af000-0000-7000-8000-00000000000f'],
    ['POST', '/users', 'createdAt', '2026-01-01T00:00:00.000Z'],
    ['PATCH', '/users/:id', 'role', 'admin'],
    ['PUT', '/users/:id', 'role', 'admin'],
    ['POST', '/items', 'ownerId', '019af000-0000-7000-8000-000000000001'],
    ['POST', '/items', 'updatedAt', '2026-01-01T00:00:00.000Z'],
  ])('422 when it is set: %s %s %s', async (method, template, field, value) => {
    const { client, user } = await createMember(admin);
    const { name, email, password } = newUser();
    const fields =
      template === '/items' ? newItem() : { name, email, ...(method === 'POST' && { password }) };
    const body = JSON.stringify({ ...fields, [field]: value });
    const path = template.replace(':id', user.id);
    const answer = await client.send<{ errors: object[] }>(method, path, {
      headers: JSON_TYPE,
      body,
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([{ pointer: `#/${field}`, detail: 'is not known here' }]);
  });
});
