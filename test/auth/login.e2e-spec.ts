import { describe, expect, it } from '@jest/globals';
import type { HttpResponse } from '#contract-testing';
import type { AccessTokenDto } from '../../src/auth/dto/login.dto.js';
import { TEST_PASSWORD, TEST_USERS } from '../support/test-users.js';
import { newThing, newThingFields, useThings } from '../support/use-things.js';

const api = useThings();
const [{ id, email }] = TEST_USERS;
const password = TEST_PASSWORD;

describe('POST /auth/login', () => {
  it('200 returns a token that is valid for one hour, with Cache-Control: no-store', async () => {
    const { status, headers, body } = await logIn({ email, password });
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toEqual({ ...body, tokenType: 'Bearer', expiresIn: 3600 });
    const thing = await api
      .withToken(body.accessToken)
      .put(`/things/${newThing().id}`, newThingFields());
    expect(thing.body.ownerId).toBe(id);
  });

  it('200 when the email differs only in letter case', async () => {
    expect((await logIn({ email: email.toUpperCase(), password })).status).toBe(200);
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

  it.each([
    ['#/password', { password: '' }],
    ['#/password', { password: 'x'.repeat(129) }],
    ['#/password', { password: null }],
    ['#/password', { password: 1 }],
    ['#/email', { email: '' }],
    ['#/email', { email: 'nobody' }],
    ['#/email', { email: 'a@example.com\n' }],
    ['#/email', { email: 'é@example.com' }],
    ['#/email', { email: ['a@example.com'] }],
    ['#/email', { email: null }],
  ])('422 at %s: %j', async (pointer, invalid) => {
    const { status, body } = await logIn({ email, password, ...invalid });
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ pointer }] });
  });
});

function logIn(credentials: object): Promise<HttpResponse<AccessTokenDto>> {
  return api.withToken(undefined).post('/auth/login', credentials);
}
