import { describe, expect, it } from '@jest/globals';
import { STALE } from '#contract-testing';
import type { UserDto } from '../../src/users/dto/user.dto.js';
import { useApp } from '../support/app.js';
import { createMember, MISSING_USER_ID, newUserFields } from './new-user.js';

const admin = useApp();

describe('PUT /users/:id', () => {
  it('200 replaces the user', async () => {
    const { client, path, user } = await createMember(admin);
    const fields = newUserFields({ name: 'Renamed' });
    const { status, body, headers } = await client.put<UserDto>(path, fields);
    expect(status).toBe(200);
    expect(headers.etag).toBeUndefined();
    expect(body).toEqual({ ...user, ...fields, updatedAt: body.updatedAt });
    expect((await client.get<UserDto>(path)).body).toEqual(body);
  });

  it('200 to an admin', async () => {
    const { path } = await createMember(admin);
    const fields = newUserFields();
    expect((await admin.put(path, fields)).status).toBe(200);
    expect((await admin.get(path)).body).toMatchObject(fields);
  });

  it('200 with If-Match when it has the current ETag', async () => {
    const { client, path, etag } = await createMember(admin);
    const fields = newUserFields();
    expect((await client.put(path, fields, { 'If-Match': etag })).status).toBe(200);
    expect((await client.get(path)).body).toMatchObject(fields);
  });

  it('400 when a precondition is malformed', async () => {
    const { client, path, user } = await createMember(admin);
    const headers = { 'If-Match': 'x' };
    const { status, body } = await client.put(path, newUserFields(), headers);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ header: 'If-Match' }]);
    expect((await client.get(path)).body).toEqual(user);
  });

  it('403 to another user, and changes nothing', async () => {
    const { client, path, user } = await createMember(admin);
    const { client: other } = await createMember(admin);
    const { status, body } = await other.put(path, newUserFields());
    expect(status).toBe(403);
    expect(body.type).toBe('/problems/forbidden');
    expect((await client.get(path)).body).toEqual(user);
  });

  it('404 when no user has the id, and creates no user', async () => {
    const path = `/users/${MISSING_USER_ID}`;
    expect((await admin.put(path, newUserFields())).status).toBe(404);
    expect((await admin.get(path)).status).toBe(404);
  });

  it('409 when another user has the email, and changes nothing', async () => {
    const { email } = (await createMember(admin)).user;
    const { client, path, user } = await createMember(admin);
    const { status, body } = await client.put(path, { name: 'Renamed', email });
    expect(status).toBe(409);
    expect(body.type).toBe('/problems/email-taken');
    expect((await client.get(path)).body).toEqual(user);
  });

  it.each([
    ['If-Match has another ETag', { 'If-Match': STALE }],
    ['If-None-Match is *', { 'If-None-Match': '*' }],
  ])('412 when %s, and changes nothing', async (_, headers) => {
    const { client, path, user } = await createMember(admin);
    expect((await client.put(path, newUserFields(), headers)).status).toBe(412);
    expect((await client.get(path)).body).toEqual(user);
  });

  it.each([
    ['#/name', { name: '' }, expect.any(String)],
    ['#/email', { email: 'nobody' }, expect.any(String)],
    ['#/role', { role: 'admin' }, 'is not known here'],
    ['#/password', { password: 'correct horse battery' }, 'is not known here'],
  ])('422 at %s: %j', async (pointer, fields, detail) => {
    const { client, path, user } = await createMember(admin);
    const { status, body } = await client.put(path, newUserFields(fields));
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer, detail }]);
    expect((await client.get(path)).body).toEqual(user);
  });
});
