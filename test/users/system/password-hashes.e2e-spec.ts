import { describe, expect, it } from '@jest/globals';
import { Config } from '../../../src/config/config.js';
import { TEST_PASSWORD, TEST_USERS } from '../../support/test-users.js';
import { useApp } from '../../support/app.js';
import { createMember, newUser } from '../../support/users.js';
import { RawConnection } from '#contract-testing';

/* A hash takes about 100 ms of a thread, and two threads hash. */

const { passwordHashCost } = new Config().limits;
const api = useApp({ limits: { passwordHashCost } });
const [{ email }] = TEST_USERS;

describe('POST /users, by sixty clients at once', () => {
  it('201 or 503 to each, and a login is not delayed by all of them', async () => {
    const signUps = Array.from({ length: 60 }, () => api.post('/users', newUser()));
    const login = api.post('/auth/login', { email, password: TEST_PASSWORD });
    const codes = (await Promise.all(signUps)).map(({ status }) => status);
    const created = codes.filter((code) => code === 201).length;
    const refused = codes.filter((code) => code === 503).length;
    expect([created + refused, created >= 20]).toEqual([60, true]);
    expect(refused).toBeGreaterThan(0);
    await login;
    expect((await api.post('/auth/login', { email, password: TEST_PASSWORD })).status).toBe(200);
  });
});

describe('POST /users, by clients that hang up', () => {
  it('200 to a login that comes after them, before their hashes would be done', async () => {
    const names = Array.from({ length: 15 }, () => newUser());
    for (const user of names) {
      const body = JSON.stringify(user);
      const connection = new RawConnection(api.origin);
      await connection.send(
        `POST /users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
          `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
      connection.close();
    }
    expect((await api.post('/auth/login', { email, password: TEST_PASSWORD })).status).toBe(200);
    const { body } = await api.get<{ users: { name: string }[] }>('/users?limit=100');
    const created = body.users.filter(({ name }) => names.some((user) => user.name === name));
    // Those whose hash had begun when they hung up.
    expect(created.length).toBeLessThan(names.length);
  });
});

describe('PATCH /users/:id with a password', () => {
  it('403 by another user costs no hash', async () => {
    const { user } = await createMember(api);
    const { client: other } = await createMember(api);
    const begin = process.cpuUsage();
    for (let count = 0; count < 20; count += 1) {
      const { status } = await other.patch(`/users/${user.id}`, { password: 'a stolen password' });
      expect(status).toBe(403);
    }
    const { user: time } = process.cpuUsage(begin);
    // Twenty hashes would take two seconds.
    expect(time).toBeLessThan(1_000_000);
  });
});
