import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { asJson, Client, type HttpResponse } from '#contract-testing';
import type { UserDto } from '../../../src/users/dto/user.dto.js';
import { copyTestDatabase, startApp } from '../../support/app.js';
import { useFaultyPostgres } from '../../support/faulty-postgres.js';
import { PGBOUNCER, TestPgBouncer } from '../../support/pgbouncer.js';
import { cleanups, newDatabase, newFolder, startProgram } from '../../support/program.js';
import { describeWith } from '../../support/programs.js';
import { MISSING_USER_ID, newUser } from '../new-user.js';

/* What an Idempotency-Key is worth when a process or the database dies in the middle of a sign-up. */

const END_LEASES = 'UPDATE idempotency_keys SET expires_at = now()';
const LOCK_USERS = 'LOCK TABLE users IN SHARE MODE';

/** A function that sends the same request each time. */
function createRequest(): (client: Client) => Promise<HttpResponse<UserDto>> {
  const { headers, body } = asJson(newUser(), { 'Idempotency-Key': randomUUID() });
  return (client) => client.send('POST', '/users', { headers, body });
}

async function openSession(databaseUrl: string): Promise<pg.Client> {
  const session = new pg.Client(databaseUrl);
  await session.connect();
  cleanups.push(() => session.end());
  return session;
}

describe('An instance that is killed during a sign-up with an Idempotency-Key', () => {
  it('leaves a lease: 409 until it ends, then 201, and one user', async () => {
    const databaseUrl = (await newDatabase(copyTestDatabase)).href;
    const env = { DATABASE_URL: databaseUrl };
    const [one, other] = [
      await startProgram(newFolder(), env),
      await startProgram(newFolder(), env),
    ];
    const [session, observer] = [await openSession(databaseUrl), await openSession(databaseUrl)];
    const send = createRequest();
    await session.query('BEGIN');
    await session.query(LOCK_USERS);
    // The connection ends with the process.
    const lost = send(one.client).then(
      () => 'a response',
      () => 'none',
    );
    await one.until(async () => {
      const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
      return (await observer.query(waiting)).rowCount === 1;
    });
    one.kill('SIGKILL');
    expect(await lost).toBe('none');
    await session.query('ROLLBACK');

    const refused = await send(other.client);
    expect(refused.status).toBe(409);
    expect(refused.headers['retry-after']).toBe('1');
    await observer.query(END_LEASES);
    const created = await send(other.client);
    expect(created.status).toBe(201);
    expect((await send(other.client)).text).toBe(created.text);
    const { rowCount } = await observer.query('SELECT FROM users WHERE email = $1', [
      created.body.email,
    ]);
    expect(rowCount).toBe(1);
  });
});

describe('A PostgreSQL that stops', () => {
  // No time ends what waits for a lock.
  const postgres = useFaultyPostgres({ statementTimeoutMs: 60_000, responseDeadlineMs: 60_000 });
  const { client } = postgres;

  /** Starts it, and uses each connection of before the stop, all of which are lost. */
  async function start(): Promise<void> {
    await postgres.start();
    await postgres.untilReady();
    const read = (): Promise<HttpResponse> => client.exchange('GET', `/users/${MISSING_USER_ID}`);
    let codes: number[];
    do {
      const reads = await Promise.all(Array.from({ length: 20 }, read));
      codes = reads.map(({ status }) => status);
    } while (codes.includes(503));
  }

  it('503 before a sign-up with an Idempotency-Key, and 201 to the same request afterwards', async () => {
    const send = createRequest();
    await postgres.stop();
    expect((await send(client)).status).toBe(503);
    await start();
    const created = await send(client);
    expect(created.status).toBe(201);
    expect((await send(client)).text).toBe(created.text);
    await postgres.endSessions();
  });

  it('503 during one, which leaves a lease: 409 until it ends, then 201', async () => {
    const send = createRequest();
    const [session, observer] = [await postgres.openSession(), await postgres.openSession()];
    await session.query('BEGIN');
    await session.query(LOCK_USERS);
    const lost = send(client);
    await postgres.untilLockWait(observer);
    // At once: a slower end of the lock would let the sign-up go on.
    postgres.signalServer('SIGQUIT');
    await postgres.stop();
    expect((await lost).status).toBe(503);
    await start();

    expect((await send(client)).status).toBe(409);
    await (await postgres.openSession()).query(END_LEASES);
    const created = await send(client);
    expect(created.status).toBe(201);
    expect((await send(client)).text).toBe(created.text);
  });
});

describeWith(PGBOUNCER, 'Behind PgBouncer, which pools by transaction', () => {
  it('201 again to the same request, and 409 to seven of eight at once', async () => {
    const { href } = await newDatabase(copyTestDatabase);
    const bouncer = await TestPgBouncer.start(href);
    cleanups.push(() => bouncer.stop());
    const client = new Client();
    const app = await startApp(bouncer.url, client, { transactionPooling: true });
    cleanups.push(() => client.close());
    cleanups.push(() => app.close());
    const send = createRequest();
    const session = await openSession(href);
    await session.query('BEGIN');
    await session.query(LOCK_USERS);
    let refused = 0;
    const responses = await new Promise<Promise<HttpResponse<UserDto>>[]>((resolve) => {
      const sent = Array.from({ length: 8 }, async () => {
        const response = await send(client);
        refused += 1;
        if (refused === 7) resolve(sent);
        return response;
      });
    });
    await session.query('ROLLBACK');
    const all = await Promise.all(responses);
    expect(all.map(({ status }) => status).sort()).toEqual([
      201, 409, 409, 409, 409, 409, 409, 409,
    ]);
    const created = all.find(({ status }) => status === 201);
    expect((await send(client)).text).toBe(created?.text);
  });
});
