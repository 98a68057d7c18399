import { describe, expect, it } from '@jest/globals';
import type { UserListDto } from '../../../src/users/dto/user-list.dto.js';
import type { UserDto } from '../../../src/users/dto/user.dto.js';
import { newThingFields, useThings } from '../../support/use-things.js';
import { createMember, newUser, MISSING_USER_ID } from '../../support/users.js';
import { PASSWORD } from '../../support/privacy-rules.js';

const api = useThings();

describe('GET /users', () => {
  it('200 lists users in the order of their creation', async () => {
    const first = await createUser();
    const second = await createUser();
    const { status, body } = await api.get<UserListDto>('/users?limit=100');
    expect(status).toBe(200);
    expect(body.users.slice(-2)).toEqual([first, second]);
  });

  it('200 lists at most as many users as the limit', async () => {
    const { status, body } = await api.get<UserListDto>('/users?limit=1');
    expect(status).toBe(200);
    expect(body.users).toHaveLength(1);
  });
});

describe('POST /users', () => {
  it('201 creates the user', async () => {
    const { password, ...fields } = newUser();
    const { status, body, headers } = await api.post<UserDto>('/users', { ...fields, password });
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...fields, role: 'member' });
    expect(body.id[14]).toBe('7'); // the UUID version
    expect(headers.location).toBe(`/users/${body.id}`);
    const read = await api.get<UserDto>(`/users/${body.id}`);
    expect(read.body).toEqual(body);
    expect(read.headers.etag).toBe(headers.etag);
  });

  it('201 keeps the letter case of the email', async () => {
    const email = 'Case.Kept@Example.com';
    const { status, body } = await api.post<UserDto>('/users', newUser({ email }));
    expect(status).toBe(201);
    expect(body.email).toBe(email);
  });

  it('409 when the email of another user differs only in letter case', async () => {
    const { email } = await createUser();
    const { status, body } = await api.post('/users', newUser({ email: email.toUpperCase() }));
    expect(status).toBe(409);
    expect(body.type).toBe('/problems/email-taken');
  });

  it('201, and 200 to a login whose password has the same characters in another Unicode form', async () => {
    const composed = 'caf\u00e9 au lait \u00e0 volont\u00e9';
    const user = newUser({ password: composed });
    expect((await api.post('/users', user)).status).toBe(201);
    const credentials = { email: user.email, password: composed.normalize('NFD') };
    expect(credentials.password).not.toBe(composed);
    expect((await api.post('/auth/login', credentials)).status).toBe(200);
  });
});

describe('GET /users/:id', () => {
  it('200 returns the user', async () => {
    const user = await createUser();
    const { status, body } = await api.get<UserDto>(`/users/${user.id}`);
    expect(status).toBe(200);
    expect(body).toEqual(user);
  });

  it('404 when no user has the id', async () => {
    const { status, body } = await api.get(`/users/${MISSING_USER_ID}`);
    expect(status).toBe(404);
    expect(body.type).toBe('/problems/user-not-found');
  });

  it('404 when the id is a UUID of another version', async () => {
    expect((await api.get('/users/00000000-0000-0000-0000-000000000000')).status).toBe(404);
  });

  it('400 when the id is not a UUID', async () => {
    const { status, body } = await api.get('/users/1');
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ parameter: 'id' }]);
  });
});

describe('PUT /users/:id', () => {
  it('200 replaces the user', async () => {
    const { id, createdAt } = await createUser();
    const fields = { name: 'Renamed', email: newUser().email };
    const { status, body, headers } = await api.put<UserDto>(`/users/${id}`, fields);
    expect(status).toBe(200);
    expect(headers.etag).toBeUndefined();
    expect(body).toMatchObject({ id, createdAt, ...fields });
    expect((await api.get<UserDto>(`/users/${id}`)).body).toEqual(body);
  });

  it('404 when no user has the id, and creates no user', async () => {
    const { name, email } = newUser();
    expect((await api.put(`/users/${MISSING_USER_ID}`, { name, email })).status).toBe(404);
    expect((await api.get(`/users/${MISSING_USER_ID}`)).status).toBe(404);
  });

  it('409 when another user has the email', async () => {
    const { email } = await createUser();
    const user = await createUser();
    const { status, body } = await api.put(`/users/${user.id}`, { name: user.name, email });
    expect(status).toBe(409);
    expect(body.type).toBe('/problems/email-taken');
    expect((await api.get<UserDto>(`/users/${user.id}`)).body).toEqual(user);
  });
});

describe('PATCH /users/:id', () => {
  it.each([{ name: 'Renamed' }, { email: 'patched@example.com' }])(
    '200 changes only %o',
    async (fields) => {
      const user = await createUser();
      const { status, body, headers } = await api.patch<UserDto>(`/users/${user.id}`, fields);
      expect(status).toBe(200);
      expect(body).toEqual({ ...user, ...fields, updatedAt: body.updatedAt });
      const read = await api.get<UserDto>(`/users/${user.id}`);
      expect(read.body).toEqual(body);
      expect(read.headers.etag).toBe(headers.etag);
    },
  );

  it('200 accepts a merge patch', async () => {
    const { id } = await createUser();
    const headers = { 'Content-Type': 'application/merge-patch+json', 'If-Match': '*' };
    const body = JSON.stringify({ name: 'Merged' });
    const response = await api.send<UserDto>('PATCH', `/users/${id}`, { headers, body });
    expect(response.status).toBe(200);
    expect(response.body.name).toBe('Merged');
  });

  it('200 changes the password without showing it', async () => {
    const user = await createUser();
    const { status, body } = await api.patch<UserDto>(`/users/${user.id}`, {
      password: `new ${PASSWORD}`,
    });
    expect(status).toBe(200);
    expect(body).toEqual({ ...user, updatedAt: body.updatedAt });
  });

  it.each(['name', 'email', 'password'])('422 when it would clear the %s', async (field) => {
    const user = await createUser();
    const { status, body } = await api.patch(`/users/${user.id}`, { [field]: null });
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer: `#/${field}`, detail: 'must not be null' }]);
    expect((await api.get<UserDto>(`/users/${user.id}`)).body).toEqual(user);
  });

  it('404 when no user has the id', async () => {
    expect((await api.patch(`/users/${MISSING_USER_ID}`, { name: 'Nobody' })).status).toBe(404);
  });

  it('428 without If-Match', async () => {
    const user = await createUser();
    const { status } = await api.patch(`/users/${user.id}`, { name: 'Other' }, {});
    expect(status).toBe(428);
    expect((await api.get<UserDto>(`/users/${user.id}`)).body).toEqual(user);
  });

  it('409 when another user has the email', async () => {
    const { email } = await createUser();
    const { id } = await createUser();
    expect((await api.patch(`/users/${id}`, { email })).status).toBe(409);
  });
});

describe('DELETE /users/:id', () => {
  it('204 deletes the user', async () => {
    const { id } = await createUser();
    expect((await api.delete(`/users/${id}`)).status).toBe(204);
    expect((await api.get(`/users/${id}`)).status).toBe(404);
  });

  it('404 when no user has the id', async () => {
    expect((await api.delete(`/users/${MISSING_USER_ID}`)).status).toBe(404);
  });

  it('409 when the user still owns something', async () => {
    const { client, user } = await createMember(api);
    expect((await client.put('/things/owned', newThingFields())).status).toBe(201);
    const { status, body } = await api.delete(`/users/${user.id}`);
    expect(status).toBe(409);
    expect(body.type).toBe('/problems/user-owns-items');
    expect((await api.get(`/users/${user.id}`)).status).toBe(200);
  });
});

/** Creates a user that no other test uses, through the API. */
async function createUser(): Promise<UserDto> {
  const { status, body } = await api.post<UserDto>('/users', newUser());
  expect(status).toBe(201);
  return body;
}
