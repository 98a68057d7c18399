import { createSecretKey } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { PROJECT_NAME } from '../../src/auth/access-token.service.js';
import { TEST_USERS } from '../support/test-users.js';
import { TOKEN_SECRET } from '../support/app.js';
import { asJson, type HttpResponse } from '#contract-testing';
import { newThing, newThingFields, useThings } from '../support/use-things.js';

const api = useThings();
const [{ id, passwordVersion }] = TEST_USERS;

describe('An access token', () => {
  const key = createSecretKey(TOKEN_SECRET, 'utf8');
  const jwt = (claims: object = {}, alg = 'HS256', header: object = {}): SignJWT =>
    new SignJWT({
      sub: id,
      pwv: passwordVersion,
      iss: PROJECT_NAME,
      aud: PROJECT_NAME,
      exp: inOneMinute,
      ...claims,
    }).setProtectedHeader({ alg, ...header });
  const inOneMinute = Math.round(Date.now() / 1000) + 60;

  it.each(['Bearer', 'bearer', 'BEARER '])('201 after the scheme %s', async (scheme) => {
    const { status, body } = await sendWith(`${scheme} ${await jwt().sign(key)}`);
    expect(status).toBe(201);
    expect(body.ownerId).toBe(id);
  });

  it('201 until it expires, then 401', async () => {
    for (;;) {
      const exp = Math.round(Date.now() / 1000) + 2;
      const authorization = `Bearer ${await jwt({ exp }).sign(key)}`;
      const { status } = await sendWith(authorization);
      // A busy machine may need another attempt.
      if (Date.now() > exp * 1_000) continue;
      expect(status).toBe(201);
      await sleep(exp * 1_000 - Date.now());
      expect((await sendWith(authorization)).status).toBe(401);
      return;
    }
  });

  it.each([
    ['has expired', () => jwt({ exp: inOneMinute - 61 }).sign(key)],
    ['is not valid yet', () => jwt({ nbf: inOneMinute }).sign(key)],
    ['never expires', () => jwt({ exp: undefined }).sign(key)],
    ['names no user', () => jwt({ sub: undefined }).sign(key)],
    ['names a user by something else than a UUID', () => jwt({ sub: 'ada' }).sign(key)],
    ['has no password version', () => jwt({ pwv: undefined }).sign(key)],
    ['has another password version', () => jwt({ pwv: id }).sign(key)],
    ['has a password version that is no UUID', () => jwt({ pwv: 1 }).sign(key)],
    ['has another issuer', () => jwt({ iss: 'other' }).sign(key)],
    ['has another audience', () => jwt({ aud: 'other' }).sign(key)],
    ['is signed with another secret', () => jwt().sign(createSecretKey('x'.repeat(32), 'utf8'))],
    [
      'is signed with another algorithm',
      () => jwt({}, 'HS512').sign(createSecretKey(TOKEN_SECRET.repeat(2), 'utf8')),
    ],
    [
      'is not signed',
      () =>
        new UnsecuredJWT({
          sub: id,
          pwv: passwordVersion,
          iss: PROJECT_NAME,
          aud: PROJECT_NAME,
          exp: inOneMinute,
        }).encode(),
    ],
    [
      'has an extension that must be understood',
      () => jwt({}, 'HS256', { crit: ['b64'], b64: true }).sign(key),
    ],
    ['has a modified signature', async () => `${await jwt().sign(key)}x`],
    ['is not a JWT', () => 'x'],
    ['lacks its signature part', () => 'a.b'],
  ])('401 when it %s', async (_, token) => {
    const { status, headers, body } = await sendWith(`Bearer ${await token()}`);
    expect(status).toBe(401);
    expect(body.type).toBe('/problems/invalid-token');
    expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"');
  });

  it.each(['', 'Bearer', 'Bearer a b', 'Basic YTpi', 'Bearer é'])(
    '401 when the Authorization header is %j',
    async (text) => {
      expect((await sendWith(text)).status).toBe(401);
    },
  );
});

/** Sends a request that needs a token. */
function sendWith(authorization: string): Promise<HttpResponse<{ type: string; ownerId: string }>> {
  const { headers, body } = asJson(newThingFields());
  const path = `/things/${newThing().id}`;
  return api.send('PUT', path, { headers: { ...headers, Authorization: authorization }, body });
}
