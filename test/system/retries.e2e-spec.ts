import { afterEach, describe, expect, it } from '@jest/globals';
import { TEST_USERS } from '../support/test-users.js';
import { useFaultyPostgres } from '../support/faulty-postgres.js';
import { newThing, newThingFields } from '../support/use-things.js';

/* The service sends a statement up to four times while a transient conflict cancels it. */

// The usual limits of the tests: a deadlock is found after a second.
const postgres = useFaultyPostgres({});
const { client } = postgres;
const THING = '/things/first-thing';

afterEach(() => postgres.endSessions());

describe('PATCH /things/:id', () => {
  it('200 when a deadlock cancelled the first attempt', async () => {
    const rival = await postgres.openSession();
    const gate = await postgres.openSession();
    const observer = await postgres.openSession();
    await gate.query(`
      CREATE FUNCTION take_locks() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_advisory_xact_lock(1);
        PERFORM pg_advisory_xact_lock(2);
        RETURN NEW;
      END $$;
      CREATE TRIGGER take_locks BEFORE UPDATE ON things FOR EACH ROW EXECUTE FUNCTION take_locks();
      SELECT pg_advisory_lock(1)`);
    // PostgreSQL looks for a deadlock once in each wait. The service looks first, and is cancelled.
    await rival.query(`SET deadlock_timeout = '60s'; BEGIN; SELECT pg_advisory_xact_lock(2)`);
    const patch = client.patch(THING, newThingFields());
    await postgres.untilLockWait(observer);
    // The service has locked the user, for which the rival now waits.
    const lock = rival.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [TEST_USERS[0].id]);
    await postgres.untilLockWait(observer, 2);
    // Now the service waits for the rival, too.
    await gate.query('SELECT pg_advisory_unlock(1)');
    await lock;
    await rival.query('ROLLBACK');
    expect((await patch).status).toBe(200);
    await gate.query('DROP FUNCTION take_locks CASCADE');
  });
});

describe('PUT /things/:id', () => {
  it.each([
    ['40P01', 'a deadlock'],
    ['40001', 'a serialization failure'],
  ])('201 when the fourth attempt succeeds, 503 when it fails: %s, %s', async (code) => {
    const session = await postgres.openSession();
    await session.query(`
      CREATE SEQUENCE attempts;
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('attempts') <= (CASE NEW.id WHEN 'failing' THEN 9 ELSE 3 END) THEN
          RAISE 'transient' USING ERRCODE = '${code}';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER fail BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION fail()`);
    try {
      const countAttempts = async (): Promise<unknown> =>
        (await session.query<{ last: number }>('SELECT last_value::int AS last FROM attempts'))
          .rows;
      const { id, ...fields } = newThing();
      expect((await client.put(`/things/${id}`, fields)).status).toBe(201);
      expect(await countAttempts()).toEqual([{ last: 4 }]);
      await session.query('ALTER SEQUENCE attempts RESTART');
      expect((await client.put('/things/failing', newThingFields())).status).toBe(503);
      expect(await countAttempts()).toEqual([{ last: 4 }]);
      expect((await client.get('/things/failing')).status).toBe(404);
    } finally {
      await session.query('DROP FUNCTION fail CASCADE; DROP SEQUENCE attempts');
    }
  });

  it('200 when a migration changed the result type of the prepared statement', async () => {
    const session = await postgres.openSession();
    const put = async (): Promise<number> => (await client.put(THING, newThingFields())).status;
    expect(await put()).toBe(200);
    await session.query('ALTER TABLE things ALTER note TYPE varchar(2000)');
    expect([await put(), await put()]).toEqual([200, 200]);
  });
});
