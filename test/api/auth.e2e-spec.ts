import { createSecretKey } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import type { AccessTokenDto } from '../../src/auth/dto/access-token.dto.js';
import { DEMO_PASSWORD, DEMO_USERS } from '../../src/demo/demo-data.js';
import { TOKEN_SECRET, useApp } from '../support/app.js';
import type { HttpResponse } from '../support/client.js';
import { newUser } from '../support/users.js';

const api = useApp();
const [{ id, email }] = DEMO_USERS;
const password = DEMO_PASSWORD;

describe('POST /auth/login', () => {
  it('200 returns a token that is valid for one hour, with Cache-Control: no-store', async () => {
    const { status, headers, body } = await logIn({ email, password });
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toEqual({ ...body, tokenType: 'Bearer', expiresIn: 3600 });
    expect(await getOwnPath(`Bearer ${body.accessToken}`)).toBe(`/users/${id}`);
  });

  it('200 when the email differs only in letter case', async () => {
    expect((await logIn({ email: email.toUpperCase(), password })).status).toBe(200);
  });

  it('200 when the password has the same characters in another Unicode form', async () => {
    const composed = 'caf\u00e9 au lait \u00e0 volont\u00e9';
    const user = newUser({ password: composed });
    expect((await api.post('/users', user)).status).toBe(201);
    const credentials = { email: user.email, password: composed.normalize('NFD') };
    expect(credentials.password).not.toBe(composed);
    expect((await logIn(credentials)).status).toBe(200);
  });

  it('200 ignores an invalid token', async () => {
    const { status } = await api.withToken('no.good.one').post('/auth/login', { email, password });
    expect(status).toBe(200);
  });

  it.each([
    ['the password is wrong', { email, password: `${password}!` }],
    ['the password is shorter than the minimum', { email, password: 'x' }],
    ['the password has the maximum length', { email, password: 'x'.repeat(128) }],
    ['the password differs in letter case', { email, password: password.toUpperCase() }],
    ['no user has the email', { email: 'nobody@example.com', password }],
  ])('401 when %s', async (_, credentials) => {
    const { status, headers, body } = await logIn(credentials);
    expect(status).toBe(401);
    expect(body).toMatchObject({
      type: '/problems/wrong-credentials',
      detail: 'Nobody has this email and this password.',
    });
    expect(headers['www-authenticate']).toBe('Bearer');
  });

  it.each(['', 'x'.repeat(129), null, 1])('422 when the password is %j', async (invalid) => {
    const { status, body } = await logIn({ email, password: invalid });
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ pointer: '#/password' }] });
  });
});

describe('An access token', () => {
  const key = createSecretKey(TOKEN_SECRET, 'utf8');
  const name = 'nest-response-codes';
  const jwt = (claims: object = {}, alg = 'HS256'): SignJWT =>
    new SignJWT({
      sub: id,
      pwv: 1,
      iss: name,
      aud: name,
      exp: inOneMinute,
      ...claims,
    }).setProtectedHeader({
      alg,
    });
  const inOneMinute = Math.round(Date.now() / 1000) + 60;

  it.each(['Bearer', 'bearer', 'BEARER '])(
    '200 is accepted after the scheme %s',
    async (scheme) => {
      expect(await getOwnPath(`${scheme} ${await jwt().sign(key)}`)).toBe(`/users/${id}`);
    },
  );

  it('200 until it expires, then 401', async () => {
    const exp = Math.round(Date.now() / 1000) + 2;
    const authorization = `Bearer ${await jwt({ exp }).sign(key)}`;
    expect(await getOwnPath(authorization)).toBe(`/users/${id}`);
    await sleep(exp * 1_000 - Date.now());
    expect((await getMe(authorization)).status).toBe(401);
  });

  it.each([
    ['has expired', () => jwt({ exp: inOneMinute - 61 }).sign(key)],
    ['is not valid yet', () => jwt({ nbf: inOneMinute }).sign(key)],
    ['never expires', () => jwt({ exp: undefined }).sign(key)],
    ['names no user', () => jwt({ sub: undefined }).sign(key)],
    ['names a user by something else than a UUID', () => jwt({ sub: 'ada' }).sign(key)],
    ['has no password version', () => jwt({ pwv: undefined }).sign(key)],
    ['has another password version', () => jwt({ pwv: 2 }).sign(key)],
    ['has a password version that is no integer', () => jwt({ pwv: '1' }).sign(key)],
    ['has a password version that is too large', () => jwt({ pwv: 2 ** 31 }).sign(key)],
    ['has another issuer', () => jwt({ iss: 'other' }).sign(key)],
    ['has another audience', () => jwt({ aud: 'other' }).sign(key)],
    ['is signed with another secret', () => jwt().sign(createSecretKey('x'.repeat(32), 'utf8'))],
    [
      'is signed with another algorithm',
      () => jwt({}, 'HS512').sign(createSecretKey(TOKEN_SECRET.repeat(2), 'utf8')),
    ],
    [
      'is not signed',
      () => new UnsecuredJWT({ sub: id, pwv: 1, iss: name, aud: name, exp: inOneMinute }).encode(),
    ],
    ['has a modified signature', async () => `${await jwt().sign(key)}x`],
    ['is not a JWT', () => 'x'],
    ['lacks its signature part', () => 'a.b'],
  ])('401 when it %s', async (_, token) => {
    const { status, headers, body } = await getMe(`Bearer ${await token()}`);
    expect(status).toBe(401);
    expect(body.type).toBe('/problems/invalid-token');
    expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"');
  });

  it.each(['', 'Bearer', 'Bearer a b', 'Basic YTpi', 'Bearer é'])(
    '401 when the Authorization header is %j',
    async (text) => {
      expect((await getMe(text)).status).toBe(401);
    },
  );
});

function logIn(credentials: object): Promise<HttpResponse<AccessTokenDto>> {
  return api.withToken(undefined).post('/auth/login', credentials);
}

function getMe(authorization: string): Promise<HttpResponse> {
  return api.get('/users/me', { headers: { Authorization: authorization } });
}

/** The URL of the user of a token. */
async function getOwnPath(authorization: string): Promise<string | undefined> {
  const { status, headers } = await getMe(authorization);
  expect(status).toBe(200);
  return headers['content-location'];
}
