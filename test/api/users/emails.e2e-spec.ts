import { beforeAll, describe, expect, it } from '@jest/globals';
import type { UserDto } from '../../../src/users/dto/user.dto.js';
import { useApp } from '../../support/app.js';
import { createMember } from '../../support/users.js';

/*
 * What an email may be. With each response, the contract compares the verdict of the service with the one of
 * the schema in the document.
 */

const api = useApp();
let path: string;

beforeAll(async () => {
  path = `/users/${(await createMember(api)).user.id}`;
});

/** After a local part of 64 characters, 254 in all. */
const LONGEST_DOMAIN = `${'b'.repeat(57)}.${'c'.repeat(63)}.${'d'.repeat(63)}.com`;

describe('An email of a user', () => {
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
    `${'a'.repeat(64)}@${LONGEST_DOMAIN}`,
  ])('200 accepts %s', async (email) => {
    expect((await api.patch<UserDto>(path, { email })).status).toBe(200);
    expect((await api.get<UserDto>(path)).body.email).toBe(email);
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
    `${'a'.repeat(64)}@d${LONGEST_DOMAIN}`,
  ])('422 refuses %j', async (email) => {
    const before = await api.get(path);
    for (const response of [
      await api.patch(path, { email }),
      await api.post('/auth/login', { email, password: 'x' }),
    ]) {
      expect(response.status).toBe(422);
      expect(response.body.errors).toEqual([{ pointer: '#/email', detail: expect.any(String) }]);
    }
    expect((await api.get(path)).body).toEqual(before.body);
  });
});
