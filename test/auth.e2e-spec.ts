import { createSecretKey } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import type { AccessTokenDto } from '../src/auth/dto/access-token.dto.js';
import { DEMO_PASSWORD, DEMO_USERS } from '../src/database/seed.js';
import { TOKEN_SECRET, useApp } from './support/app.js';
import type { Answer } from './support/client.js';

const api = useApp();
const [{ id, email }] = DEMO_USERS;
const password = DEMO_PASSWORD;

describe('POST /auth/login', () => {
  it('200 gives a token for an hour, which is not to be stored', async () => {
    const { status, headers, body } = await logIn({ email, password });
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toEqual({ ...body, tokenType: 'Bearer', expiresIn: 3600 });
    expect(await whoIs(`Bearer ${body.accessToken}`)).toBe(`/users/${id}`);
  });

  it('200 whatever the case of the email', async () => {
    expect((await logIn({ email: email.toUpperCase(), password })).status).toBe(200);
  });

  it('200 takes no notice of a token', async () => {
    const { status } = await api.as('no.good.one').post('/auth/login', { email, password });
    expect(status).toBe(200);
  });

  it.each([
    ['the password is wrong', { email, password: `${password}!` }],
    ['the password is shorter than any', { email, password: 'x' }],
    ['the password is as long as can be', { email, password: 'x'.repeat(128) }],
    ['the case of the password is wrong', { email, password: password.toUpperCase() }],
    ['nobody has the email', { email: 'nobody@example.com', password }],
  ])('401 when %s', async (_, credentials) => {
    const { status, headers, body } = await logIn(credentials);
    expect(status).toBe(401);
    expect(body).toMatchObject({
      type: '/problems/wrong-credentials',
      detail: 'Nobody has this email and this password.',
    });
    expect(headers['www-authenticate']).toBe('Bearer');
  });

  it('401 takes as long for an email that nobody has', async () => {
    const some = await time(() => logIn({ email, password: 'wrong' }));
    const none = await time(() => logIn({ email: 'nobody@example.com', password: 'wrong' }));
    expect(none).toBeGreaterThan(some / 2);
    expect(some).toBeGreaterThan(none / 2);
  });

  it.each(['', 'x'.repeat(129), null, 1])('422 when the password is %j', async (wrong) => {
    const { status, body } = await logIn({ email, password: wrong });
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ pointer: '#/password' }] });
  });
});

describe('A token', () => {
  const key = createSecretKey(TOKEN_SECRET, 'utf8');
  const name = 'nest-response-codes';
  const jwt = (claims: object = {}, alg = 'HS256'): SignJWT =>
    new SignJWT({ sub: id, iss: name, aud: name, exp: in1Minute, ...claims }).setProtectedHeader({
      alg,
    });
  const in1Minute = Math.round(Date.now() / 1000) + 60;

  it.each(['Bearer', 'bearer', 'BEARER '])('307 is good after the word %s', async (scheme) => {
    expect(await whoIs(`${scheme} ${await jwt().sign(key)}`)).toBe(`/users/${id}`);
  });

  it('307 while it is good, and 401 as soon as it has expired', async () => {
    const exp = Math.round(Date.now() / 1000) + 2;
    const authorization = `Bearer ${await jwt({ exp }).sign(key)}`;
    expect(await whoIs(authorization)).toBe(`/users/${id}`);
    await sleep(exp * 1_000 - Date.now());
    expect((await ask(authorization)).status).toBe(401);
  });

  it.each([
    ['is expired', () => jwt({ exp: in1Minute - 61 }).sign(key)],
    ['is not good yet', () => jwt({ nbf: in1Minute }).sign(key)],
    ['never expires', () => jwt({ exp: undefined }).sign(key)],
    ['is nobody’s', () => jwt({ sub: undefined }).sign(key)],
    ['is of another issuer', () => jwt({ iss: 'other' }).sign(key)],
    ['is for another audience', () => jwt({ aud: 'other' }).sign(key)],
    ['is signed with another secret', () => jwt().sign(createSecretKey('x'.repeat(32), 'utf8'))],
    [
      'is signed in another way',
      () => jwt({}, 'HS512').sign(createSecretKey(TOKEN_SECRET.repeat(2), 'utf8')),
    ],
    [
      'is not signed',
      () => new UnsecuredJWT({ sub: id, iss: name, aud: name, exp: in1Minute }).encode(),
    ],
    ['has a changed signature', async () => `${await jwt().sign(key)}x`],
    ['is no JWT', () => 'x'],
    ['is half a JWT', () => 'a.b'],
  ])('401 when it %s', async (_, token) => {
    const { status, headers, body } = await ask(`Bearer ${await token()}`);
    expect(status).toBe(401);
    expect(body.type).toBe('/problems/invalid-token');
    expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"');
  });

  it.each(['', 'Bearer', 'Bearer a b', 'Basic YTpi', 'Bearer é'])(
    '401 when %j is sent in its place',
    async (text) => {
      expect((await ask(text)).status).toBe(401);
    },
  );
});

function logIn(credentials: object): Promise<Answer<AccessTokenDto>> {
  return api.as(undefined).post('/auth/login', credentials);
}

function ask(authorization: string): Promise<Answer> {
  return api.get('/users/me', { headers: { Authorization: authorization } });
}

/** Where somebody finds themselves. */
async function whoIs(authorization: string): Promise<string | undefined> {
  const { status, headers } = await ask(authorization);
  expect(status).toBe(307);
  return headers.location;
}

/** The median of five, in milliseconds. */
async function time(act: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < 5; count += 1) {
    const begin = performance.now();
    await act();
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b)[2];
}
