import { afterEach, describe, expect, it } from '@jest/globals';
import { useFaultyPostgres } from '../../support/faulty-postgres.js';

/* Items are read by the fast lane too, whose connections for that write nothing. */

const postgres = useFaultyPostgres();
const { client } = postgres;
const ITEM = '/items/desk-lamp';

afterEach(() => postgres.endSessions());

describe('GET /items/:id', () => {
  it('200 when a migration changed the result type of the prepared statement', async () => {
    const session = await postgres.openSession();
    expect((await client.get(ITEM)).status).toBe(200);
    await session.query('ALTER TABLE items ALTER description TYPE varchar(2000)');
    expect((await client.get(ITEM)).status).toBe(200);
    expect((await client.get(ITEM)).status).toBe(200);
  });

  it('200 with the same times when the database has another DateStyle', async () => {
    const before = await client.get(ITEM);
    const session = await postgres.openSession();
    await session.query(`ALTER DATABASE postgres SET datestyle = 'SQL, DMY'`);
    await postgres.terminateOtherSessions(session);
    const { status, body } = await client.get(ITEM);
    expect(status).toBe(200);
    expect(body).toEqual(before.body);
  });

  it('503 when PostgreSQL terminates the session, 200 by the next one', async () => {
    const session = await postgres.openSession();
    const observer = await postgres.openSession();
    await session.query('BEGIN; LOCK TABLE items IN ACCESS EXCLUSIVE MODE');
    const interrupted = client.get(ITEM);
    await session.query('SELECT pg_terminate_backend($1)', [
      await postgres.untilLockWait(observer),
    ]);
    expect((await interrupted).status).toBe(503);
    await session.query('ROLLBACK');
    expect((await client.get(ITEM)).status).toBe(200);
  });
});
