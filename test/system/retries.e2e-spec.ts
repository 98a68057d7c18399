import { afterEach, describe, expect, it } from '@jest/globals';
import { useFaultyPostgres } from '../support/faulty-postgres.js';
import { newThing, newThingFields } from '../support/use-things.js';

/* The service sends a statement again that a transient conflict cancelled. */

// The usual limits of the tests, whose deadline a busy machine reaches later.
const postgres = useFaultyPostgres({});
const { client } = postgres;
const THING = '/things/first-thing';

afterEach(() => postgres.endSessions());

describe('PATCH /things/:id', () => {
  it('200 when a lock is released after several attempts, none of which waited for long', async () => {
    const rival = await postgres.openSession();
    const observer = await postgres.openSession();
    await rival.query("BEGIN; UPDATE things SET name = name WHERE id = 'first-thing'");
    const patch = client.patch(THING, newThingFields());
    const attempts = new Set<string>();
    while (attempts.size < 3) {
      const { rows } = await observer.query<{ start: string }>(
        `SELECT query_start::text AS start FROM pg_stat_activity WHERE wait_event_type = 'Lock'`,
      );
      for (const { start } of rows) attempts.add(start);
    }
    await rival.query('ROLLBACK');
    expect((await patch).status).toBe(200);
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
