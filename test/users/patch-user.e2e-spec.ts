import { beforeAll, describe, expect, it } from '@jest/globals';
import { STALE } from '#contract-testing';
import type { UserDto } from '../../src/users/dto/user.dto.js';
import { useApp } from '../support/app.js';
import { race, sortCodes } from '../support/two-instances.js';
import { createMember, type CreatedUser, MISSING_USER_ID, NEW_PASSWORD } from './new-user.js';
import { logIn } from '../support/log-in.js';

const admin = useApp();

describe('PATCH /users/:id', () => {
  it.each([{ name: 'Renamed' }, { email: 'patched@example.com' }])(
    '200 changes only %o',
    async (fields) => {
      const { client, path, user, etag } = await createMember(admin);
      const response = await client.patch<UserDto>(path, fields, { 'If-Match': etag });
      expect(response.status).toBe(200);
      expect(response.body).toEqual({ ...user, ...fields, updatedAt: response.body.updatedAt });
      const read = await client.get<UserDto>(path);
      expect(read.body).toEqual(response.body);
      expect(read.headers.etag).toBe(response.headers.etag);
    },
  );

  it('200 when its type is application/merge-patch+json', async () => {
    const { client, path } = await createMember(admin);
    const headers = { 'Content-Type': 'application/merge-patch+json', 'If-Match': '*' };
    const { status, body } = await client.patch(path, { name: 'Merged' }, headers);
    expect(status).toBe(200);
    expect(body.name).toBe('Merged');
  });

  it('200 to an admin', async () => {
    const { path } = await createMember(admin);
    expect((await admin.patch(path, { name: 'Renamed' })).status).toBe(200);
    expect((await admin.get(path)).body.name).toBe('Renamed');
  });

  it('400 when a precondition is malformed', async () => {
    const { client, path, user } = await createMember(admin);
    const { status, body } = await client.patch(path, { name: 'Other' }, { 'If-Match': 'x' });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ header: 'If-Match' }]);
    expect((await client.get(path)).body).toEqual(user);
  });

  it.each([{ name: 'Other' }, { password: 'a stolen password' }])(
    '403 to another user who changes %o, and changes nothing',
    async (fields) => {
      const { client, path, user } = await createMember(admin);
      const { client: other } = await createMember(admin);
      const { status, body } = await other.patch(path, fields);
      expect(status).toBe(403);
      expect(body.type).toBe('/problems/forbidden');
      expect((await client.get(path)).body).toEqual(user);
    },
  );

  it('404 when no user has the id', async () => {
    const { status, body } = await admin.patch(`/users/${MISSING_USER_ID}`, { name: 'Nobody' });
    expect(status).toBe(404);
    expect(body.type).toBe('/problems/user-not-found');
  });

  it('409 when another user has the email, and changes nothing', async () => {
    const { email } = (await createMember(admin)).user;
    const { client, path, user } = await createMember(admin);
    const { status, body } = await client.patch(path, { email });
    expect(status).toBe(409);
    expect(body.type).toBe('/problems/email-taken');
    expect((await client.get(path)).body).toEqual(user);
  });

  it.each<[string, (etag: string) => Record<string, string>]>([
    ['If-Match has another ETag', () => ({ 'If-Match': STALE })],
    ['If-None-Match has the current ETag', (etag) => ({ 'If-Match': etag, 'If-None-Match': etag })],
  ])('412 when %s, and changes nothing', async (_, toHeaders) => {
    const { client, path, user, etag } = await createMember(admin);
    expect((await client.patch(path, { name: 'Other' }, toHeaders(etag))).status).toBe(412);
    expect((await client.get(path)).body).toEqual(user);
  });

  it.each([
    ['#/name', { name: null }, 'must not be null'],
    ['#/email', { email: null }, 'must not be null'],
    ['#/password', { password: null }, 'must not be null'],
    ['#/password', { password: 'too short' }, expect.any(String)],
    ['#/role', { role: 'admin' }, 'is not known here'],
  ])('422 at %s: %j', async (pointer, fields, detail) => {
    const { client, path, user } = await createMember(admin);
    const { status, body } = await client.patch(path, fields);
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer, detail }]);
    expect((await client.get(path)).body).toEqual(user);
  });

  it('428 without If-Match, and names it', async () => {
    const { client, path, user } = await createMember(admin);
    const { status, body } = await client.patch(path, { name: 'Other' }, {});
    expect(status).toBe(428);
    expect(body.detail).toContain('If-Match');
    expect((await client.get(path)).body).toEqual(user);
  });
});

describe('PATCH /users/:id with a password', () => {
  it('200 changes it without showing it, and a login with it is a 200', async () => {
    const { client, path, user } = await createMember(admin);
    const { status, body } = await client.patch<UserDto>(path, NEW_PASSWORD);
    expect(status).toBe(200);
    expect(body).toEqual({ ...user, updatedAt: body.updatedAt });
    const login = { email: user.email, ...NEW_PASSWORD };
    expect((await client.post('/auth/login', login)).status).toBe(200);
  });

  it('200 ends the tokens of the user, also when the password is the same', async () => {
    const { client, path, user } = await createMember(admin);
    for (let change = 0; change < 2; change += 1) {
      expect((await client.patch(path, NEW_PASSWORD)).status).toBe(200);
      expect((await client.get('/users/me')).status).toBe(401);
      await logIn(client, user.email, NEW_PASSWORD.password);
      expect((await client.get('/users/me')).status).toBe(200);
    }
  });

  it('200 to an admin ends the tokens of the user, and none of the admin', async () => {
    const { client, path } = await createMember(admin);
    expect((await admin.patch(path, NEW_PASSWORD)).status).toBe(200);
    expect((await client.get('/users/me')).status).toBe(401);
    expect((await admin.get('/users/me')).status).toBe(200);
  });

  it('200 to another field ends no token', async () => {
    const { client, path } = await createMember(admin);
    expect((await client.patch(path, { name: 'Renamed' })).status).toBe(200);
    expect((await client.get('/users/me')).status).toBe(200);
  });

  it('401 by a token from before the last change, and changes nothing', async () => {
    const { client, path, user } = await createMember(admin);
    expect((await client.patch(path, NEW_PASSWORD)).status).toBe(200);
    expect((await client.patch(path, { password: 'a third password' })).status).toBe(401);
    await logIn(client, user.email, NEW_PASSWORD.password);
  });

  it('412 ends no token', async () => {
    const { client, path } = await createMember(admin);
    expect((await client.patch(path, NEW_PASSWORD, { 'If-Match': STALE })).status).toBe(412);
    expect((await client.get('/users/me')).status).toBe(200);
  });

  it('200 to one and 401 to seven at once with one token', async () => {
    const { client, path } = await createMember(admin);
    const responses = await race([client], (self) => self.patch(path, NEW_PASSWORD));
    expect(sortCodes(responses)).toEqual([200, 401, 401, 401, 401, 401, 401, 401]);
  });
});

/* With each response, the contract compares the verdict of the service with the schema of the document. */
describe('PATCH /users/:id with an email', () => {
  let user: CreatedUser;
  /** After a local part of 64 characters, 254 in all. */
  const longestDomain = `${'b'.repeat(57)}.${'c'.repeat(63)}.${'d'.repeat(63)}.com`;

  beforeAll(async () => {
    user = await createMember(admin);
  });

  it.each([
    'a@example.com',
    'first.last@example.com',
    'first+tag@example.com',
    "o'hara@example.com",
    "!#$%&'*+/=?^_`{|}~-@example.com",
    '0@0.example',
    'Mixed.Case@Example.COM',
    'a@b.co',
    'a@sub-domain.of.example.org',
    'a@a--b.example',
    'a@xn--bcher-kva.example',
    'a@example.xn--p1ai',
    'a@123.museum',
    `${'a'.repeat(64)}@example.com`,
    `a@${'b'.repeat(63)}.com`,
    `${'a'.repeat(64)}@${longestDomain}`,
  ])('200 accepts %s', async (email) => {
    expect((await admin.patch(user.path, { email })).status).toBe(200);
    expect((await admin.get(user.path)).body.email).toBe(email);
  });

  it.each([
    '',
    'a',
    '@',
    'a@',
    '@example.com',
    'a@example',
    'a@localhost',
    'a@@example.com',
    'a@b@example.com',
    '.a@example.com',
    'a.@example.com',
    'a..b@example.com',
    'a b@example.com',
    ' a@example.com',
    'a@example.com ',
    'a@example.com\n',
    'a\0@example.com',
    'a@exam ple.com',
    'a@.example.com',
    'a@example..com',
    'a@example.com.',
    'a@-example.com',
    'a@example-.com',
    'a@exa_mple.com',
    'a@example.c',
    'a@example.123',
    'a@127.0.0.1',
    'a@[127.0.0.1]',
    '"a b"@example.com',
    'a(comment)@example.com',
    'Ada <a@example.com>',
    'a@example.com,b@example.com',
    'é@example.com',
    'a@bücher.example',
    'a＠example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    `${'a'.repeat(64)}@d${longestDomain}`,
  ])('422 refuses %j', async (email) => {
    const before = await admin.get(user.path);
    const { status, body } = await admin.patch(user.path, { email });
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ pointer: '#/email', detail: expect.any(String) }]);
    expect((await admin.get(user.path)).body).toEqual(before.body);
  });
});
