import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { asJson, Client, type HttpResponse, JSON_TYPE, sendRaw } from '#contract-testing';
import type { UserDto } from '../../src/users/dto/user.dto.js';
import { copyTestDatabase, startApp, type TestDatabase, useApp } from '../support/app.js';
import { logIn } from '../support/log-in.js';
import { race, ROUNDS, sortCodes } from '../support/two-instances.js';
import { createMember, newUser } from './new-user.js';

const clients = [new Client(), new Client()];
const [api, other] = clients;
let database: TestDatabase;
let apps: NestFastifyApplication[];
let session: pg.Client;

beforeAll(async () => {
  database = await copyTestDatabase();
  apps = await Promise.all(clients.map((client) => startApp(database.url, client)));
  session = new pg.Client(database.url);
  await session.connect();
});

afterAll(async () => {
  clients.forEach((client) => client.close());
  await session.end();
  await Promise.all(apps.map((app) => app.close()));
  await database.drop();
});

/** The header with a key that no other test uses. */
function newKey(): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': randomUUID() };
}

function signUp(
  client: Client,
  user: object,
  headers: Record<string, string | string[]>,
): Promise<HttpResponse<UserDto & Problem>> {
  return client.post('/users', user, headers);
}

interface Problem {
  type: string;
  errors: object[];
}

/** What a replay repeats. */
function toRepeated({ status, text, headers }: HttpResponse<unknown>): object {
  const names = ['content-type', 'etag', 'location', 'retry-after'];
  return { status, text, headers: names.map((name) => headers[name]) };
}

/** How many rows a table has with this text in them. */
async function countRows(table: string, text: string): Promise<number> {
  const sql = `SELECT count(*)::int AS count FROM ${table} AS kept WHERE position($1 IN kept::text) > 0`;
  const { rows } = await session.query<{ count: number }>(sql, [text]);
  return rows[0].count;
}

/** Does something while no user can be stored, and every sign-up waits in the statement that would. */
async function whileNobodyIsStored<T>(work: () => Promise<T>): Promise<T> {
  await session.query('BEGIN');
  await session.query('LOCK TABLE users IN SHARE MODE');
  try {
    return await work();
  } finally {
    await session.query('ROLLBACK');
  }
}

async function untilReserved(key: string): Promise<void> {
  while ((await countRows('idempotency_keys', key)) === 0);
}

describe('POST /users with an Idempotency-Key', () => {
  it('201 again with the first response, also at another instance, and creates one user', async () => {
    const [user, key] = [newUser(), newKey()];
    const first = await signUp(api, user, key);
    expect(first.status).toBe(201);
    const second = await signUp(other, user, key);
    expect(toRepeated(second)).toEqual(toRepeated(first));
    expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
    expect((await api.get(String(first.headers.location))).body).toEqual(first.body);
    expect(await countRows('users', user.email)).toBe(1);
  });

  it('201 again with the same key in quotes', async () => {
    const [user, { 'Idempotency-Key': key }] = [newUser(), newKey()];
    const first = await signUp(api, user, { 'Idempotency-Key': key });
    const second = await signUp(api, user, { 'Idempotency-Key': `"${key}"` });
    expect(toRepeated(second)).toEqual(toRepeated(first));
  });

  it('201 again whoever is logged in, since signing up takes no notice of a token', async () => {
    const [user, key] = [newUser(), newKey()];
    const first = await signUp(api, user, key);
    const member = await createMember(api);
    expect(toRepeated(await signUp(member.client, user, key))).toEqual(toRepeated(first));
  });

  it('201 keeps neither the password nor its hash', async () => {
    const [user, key] = [newUser({ password: 'nobody reads this' }), newKey()];
    expect((await signUp(api, user, key)).status).toBe(201);
    const [{ row }] = (
      await session.query<{ row: string }>(
        'SELECT kept::text AS row FROM idempotency_keys AS kept WHERE key = $1',
        [key['Idempotency-Key']],
      )
    ).rows;
    expect(row).toContain(user.email);
    expect(row).not.toMatch(/nobody reads this|scrypt/);
  });

  it('409 again with the first response when the email is taken, even when it is free', async () => {
    const { user, path, client } = await createMember(api);
    const [body, key] = [newUser({ email: user.email }), newKey()];
    const first = await signUp(api, body, key);
    expect(first.status).toBe(409);
    expect(first.body.type).toBe('/problems/email-taken');
    expect((await client.delete(path)).status).toBe(204);
    expect(toRepeated(await signUp(other, body, key))).toEqual(toRepeated(first));
    expect((await signUp(api, body, newKey())).status).toBe(201);
  });

  it('422 to another request, even of the same fields', async () => {
    const [user, key] = [newUser(), newKey()];
    expect((await signUp(api, user, key)).status).toBe(201);
    const others = [JSON.stringify(newUser()), JSON.stringify(user, undefined, 1)];
    for (const body of others) {
      const headers = { ...JSON_TYPE, ...key };
      const response = await api.send<Problem>('POST', '/users', { headers, body });
      expect(response.status).toBe(422);
      expect(response.body).toMatchObject({
        type: '/problems/idempotency-key-reused',
        errors: [{ header: 'Idempotency-Key', detail: 'belongs to another request' }],
      });
    }
  });

  it('422 of the body comes before 422 and 409 of the key, and leaves the key free', async () => {
    const [user, key] = [newUser(), newKey()];
    const invalid = { ...user, colour: 'blue' };
    const refuse = async (): Promise<void> => {
      const response = await signUp(api, invalid, key);
      expect(response.status).toBe(422);
      expect(response.body.type).toBe('/problems/invalid-body');
    };
    await refuse();
    const first = await whileNobodyIsStored(async () => {
      const sent = signUp(api, user, key);
      await untilReserved(key['Idempotency-Key']);
      await refuse();
      return { sent };
    });
    expect((await first.sent).status).toBe(201);
    await refuse();
  });

  it('409 of the key comes before that of the email', async () => {
    const [user, key] = [newUser(), newKey()];
    const first = await whileNobodyIsStored(async () => {
      const sent = signUp(api, user, key);
      await untilReserved(key['Idempotency-Key']);
      const [{ email }] = (await session.query<{ email: string }>('SELECT email FROM users')).rows;
      const response = await signUp(other, newUser({ email }), key);
      expect(response.status).toBe(409);
      expect(response.body.type).toBe('/problems/idempotency-key-in-use');
      expect(response.headers['retry-after']).toBe('1');
      return { sent };
    });
    expect((await first.sent).status).toBe(201);
  });
});

describe('An Idempotency-Key that is malformed', () => {
  const malformed = {
    errors: [
      {
        header: 'Idempotency-Key',
        detail: 'must be given once, as 1 to 255 visible ASCII characters',
      },
    ],
  };

  it.each<[string, string | string[]]>([
    ['empty', ''],
    ['of quotes alone', '""'],
    ['with half a quote', '"abc'],
    ['with a space', 'a b'],
    ['too long', 'x'.repeat(256)],
    ['with a letter beyond ASCII', 'caf\u00e9'],
    ['sent twice', ['one', 'two']],
    ['sent twice alike', ['"one"', '"one"']],
  ])('400 names the header: %s', async (_, header) => {
    const { status, body } = await signUp(api, newUser(), { 'Idempotency-Key': header });
    expect(status).toBe(400);
    expect(body).toMatchObject(malformed);
  });

  it('400 comes before the 422 of the body, with every other error of a parameter', async () => {
    const { headers, body } = asJson({ colour: 'blue' }, { 'Idempotency-Key': '' });
    const path = '/users?colour=blue';
    const response = await api.send<Problem>('POST', path, { headers, body });
    expect(response.status).toBe(400);
    expect(response.body.errors).toEqual([
      { parameter: 'colour', detail: 'is not known here' },
      ...malformed.errors,
    ]);
  });

  it.each([
    ['\x80\xff', '/problems/invalid-parameters'],
    ['\t', '/problems/invalid-parameters'],
    ['a\x00b', '/problems/malformed-request'],
    ['a\x07b', '/problems/malformed-request'],
    ['a\r\n b', '/problems/malformed-request'],
    ['a\x7fb', '/problems/malformed-request'],
  ])('400 to the bytes %j', async (bytes, type) => {
    const text = JSON.stringify(newUser());
    const response = await sendRaw(
      api,
      `POST /users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${text.length}\r\nIdempotency-Key: ${bytes}\r\n\r\n${text}`,
    );
    expect(response.status).toBe(400);
    expect(response.body.type).toBe(type);
  });

  it('200 where an operation does not take a key', async () => {
    const user = newUser();
    expect((await signUp(api, user, {})).status).toBe(201);
    const login = { email: user.email, password: user.password };
    expect((await api.post('/auth/login', login, { 'Idempotency-Key': '' })).status).toBe(200);
  });
});

describe('POST /users, eight at once with one Idempotency-Key', () => {
  it('201 to one and 409 to seven while it runs, then 201 to each', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [user, key] = [newUser(), newKey()];
      const ended: HttpResponse<UserDto>[] = [];
      const requests = await whileNobodyIsStored(async () => {
        let isComplete: () => void = () => undefined;
        const refused = new Promise<void>((resolve) => (isComplete = resolve));
        const all = race<UserDto>(clients, async (client) => {
          const response = await signUp(client, user, key);
          if (ended.push(response) === 7) isComplete();
          return response;
        });
        await refused;
        return { all };
      });
      const responses = await requests.all;
      expect(sortCodes(responses)).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
      const created = responses.find(({ status }) => status === 201);
      expect(await countRows('users', user.email)).toBe(1);
      const replays = await race(clients, (client) => signUp(client, user, key));
      expect(new Set(replays.map(({ text }) => text))).toEqual(new Set([created?.text]));
    }
  });

  it('201 to one of eight that create eight users, and the others create none', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const key = newKey();
      const users = Array.from({ length: 8 }, () => newUser());
      const responses = await race(clients, (client, index) => signUp(client, users[index], key));
      const refused = responses.filter(({ status }) => status !== 201);
      expect(refused).toHaveLength(7);
      for (const { body } of refused)
        expect(body.type).toMatch(/idempotency-key-(?:in-use|reused)/);
      let created = 0;
      for (const { email } of users) created += await countRows('users', email);
      expect(created).toBe(1);
    }
  });
});

describe('What is kept of a sign-up', () => {
  it('204 deletes it with the user, and the same request creates another one', async () => {
    const [user, key] = [newUser(), newKey()];
    const first = await signUp(api, user, key);
    const member = api.withToken(undefined);
    await logIn(member, user.email, user.password);
    expect((await member.delete(`/users/${first.body.id}`)).status).toBe(204);
    expect(await countRows('idempotency_keys', user.email)).toBe(0);
    const second = await signUp(api, user, key);
    expect(second.status).toBe(201);
    expect(second.body.id).not.toBe(first.body.id);
  });

  it('409 to the same request a day later, because the email is taken', async () => {
    const [user, key] = [newUser(), newKey()];
    expect((await signUp(api, user, key)).status).toBe(201);
    await session.query(
      `UPDATE idempotency_keys SET expires_at = expires_at - interval '1 day' WHERE key = $1`,
      [key['Idempotency-Key']],
    );
    const later = await signUp(api, user, key);
    expect(later.status).toBe(409);
    expect(later.body.type).toBe('/problems/email-taken');
  });
});

describe('The limit of what costs a hash', () => {
  const limited = useApp({
    loginRateLimit: 1,
    trustProxy: 1,
    limits: { rateLimitWindowMs: 3_600_000 },
  });

  it('201 again does not count, and a 429 leaves the key free', async () => {
    const [user, key] = [newUser(), newKey()];
    const client = { 'X-Forwarded-For': '192.0.2.1' };
    const first = await signUp(limited, user, { ...key, ...client });
    for (let count = 0; count < 3; count += 1) {
      const replay = await signUp(limited, user, { ...key, ...client });
      expect(toRepeated(replay)).toEqual(toRepeated(first));
    }
    const [next, nextKey] = [newUser(), newKey()];
    expect((await signUp(limited, next, { ...nextKey, ...client })).status).toBe(429);
    const elsewhere = { 'X-Forwarded-For': '192.0.2.2' };
    expect((await signUp(limited, next, { ...nextKey, ...elsewhere })).status).toBe(201);
  });
});
