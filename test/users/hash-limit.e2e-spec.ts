import { describe, expect, it } from '@jest/globals';
import { MISSING_USER_ID, newUser } from './new-user.js';
import { logInAsMember, useApp } from '../support/app.js';
import { TEST_PASSWORD, TEST_USERS } from '../support/test-users.js';

const HOUR = 3_600_000;
const [admin, { id, email }] = TEST_USERS;
const WRONG = { email, password: 'a wrong password' };
const PASSWORD = { password: TEST_PASSWORD };

let addresses = 0;

/** The headers of a client that no other test uses. */
function newClient(): Record<string, string> {
  addresses += 1;
  return { 'X-Forwarded-For': `192.0.2.${addresses}` };
}

describe('The limit of what costs a hash', () => {
  const api = useApp({ loginRateLimit: 2, trustProxy: 1, limits: { rateLimitWindowMs: HOUR } });

  /** A client that has reached the limit. */
  async function newLimitedClient(): Promise<Record<string, string>> {
    const headers = newClient();
    for (let count = 0; count < 2; count += 1) {
      expect((await api.post('/auth/login', WRONG, headers)).status).toBe(401);
    }
    return headers;
  }

  it('429 to the third login, with the RateLimit fields of this limit', async () => {
    const headers = newClient();
    const remaining = [];
    for (let count = 0; count < 2; count += 1) {
      const response = await api.post('/auth/login', WRONG, headers);
      expect(response.status).toBe(401);
      remaining.push(response.headers['ratelimit-remaining']);
    }
    expect(remaining).toEqual(['1', '0']);
    const refused = await api.post('/auth/login', WRONG, headers);
    expect(refused.status).toBe(429);
    expect(refused.headers['ratelimit-limit']).toBe('2');
    expect(refused.headers['retry-after']).toBe(refused.headers['ratelimit-reset']);
    expect((await api.post('/auth/login', WRONG, newClient())).status).toBe(401);
  });

  it('429 to a sign-up', async () => {
    expect((await api.post('/users', newUser(), await newLimitedClient())).status).toBe(429);
  });

  it('429 to a PATCH with a password, 200 to one without', async () => {
    const headers = { 'If-Match': '*', ...(await newLimitedClient()) };
    expect((await api.patch(`/users/${id}`, PASSWORD, headers)).status).toBe(429);
    expect((await api.patch(`/users/${id}`, { name: 'Bert' }, headers)).status).toBe(200);
  });

  it('429 only when nothing else is wrong with a PATCH', async () => {
    const member = await logInAsMember(api);
    const headers = await newLimitedClient();
    const any = { 'If-Match': '*', ...headers };
    const stale = { 'If-Match': '"stale"', ...headers };
    const taken = { ...PASSWORD, email: admin.email };
    const responses = [
      await api.patch(`/users/${MISSING_USER_ID}`, PASSWORD, any),
      await member.patch(`/users/${admin.id}`, PASSWORD, any),
      await api.patch(`/users/${id}`, PASSWORD, headers),
      await api.patch(`/users/${id}`, PASSWORD, stale),
      await api.patch(`/users/${id}`, taken, any),
      await api.patch(`/users/${id}`, { password: 'short' }, any),
    ];
    expect(responses.map(({ status }) => status)).toEqual([404, 403, 428, 412, 409, 422]);
  });

  it('409 to a sign-up whose email is taken', async () => {
    const headers = await newLimitedClient();
    expect(
      (await api.post('/users', newUser({ email: email.toUpperCase() }), headers)).status,
    ).toBe(409);
  });
});
