import { afterEach, describe, expect, it } from '@jest/globals';
import { DEMO_USERS } from '../../src/demo/demo-users.js';
import { newItem } from '../support/items.js';
import { useFaultyPostgres } from '../support/faulty-postgres.js';

/* The service retries a statement once after a transient conflict. */

const postgres = useFaultyPostgres();
const { client } = postgres;
const OWNER = DEMO_USERS[0].id;

afterEach(() => postgres.endSessions());

describe('PUT /items/:id', () => {
  it('201 when a deadlock cancelled the first attempt', async () => {
    const session = await postgres.openSession();
    const observer = await postgres.openSession();
    // PostgreSQL cancels the statement whose timeout expires first: that of the service.
    await session.query(`SET deadlock_timeout = '10s'`);
    await session.query(`BEGIN; SELECT FROM users WHERE id = '${OWNER}' FOR UPDATE`);
    const item = newItem();
    const put = client.put(`/items/${item.id}`, item);
    await postgres.untilLockWait(observer);
    // Now each of the two sessions waits for the other.
    await session.query(
      `INSERT INTO items (id, name, price_amount, price_currency, tags, owner_id)
       VALUES ($1, 'Ours', 1, 'EUR', '{}', $2)`,
      [item.id, OWNER],
    );
    await session.query('ROLLBACK');
    expect((await put).status).toBe(201);
  });

  it.each([
    ['40P01', 'a deadlock'],
    ['40001', 'a serialization failure'],
  ])('201 when the retry succeeds, 503 when it fails: %s, %s', async (code) => {
    const session = await postgres.openSession();
    await session.query(`
      CREATE SEQUENCE attempts;
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('attempts') <= (CASE NEW.id WHEN 'failing' THEN 9 ELSE 1 END) THEN
          RAISE 'transient' USING ERRCODE = '${code}';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER fail BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION fail()`);
    try {
      const countAttempts = async (): Promise<unknown> =>
        (await session.query<{ last: number }>('SELECT last_value::int AS last FROM attempts'))
          .rows;
      const item = newItem();
      expect((await client.put(`/items/${item.id}`, item)).status).toBe(201);
      expect(await countAttempts()).toEqual([{ last: 2 }]);
      await session.query('ALTER SEQUENCE attempts RESTART');
      expect((await client.put('/items/failing', newItem({ id: 'failing' }))).status).toBe(503);
      expect(await countAttempts()).toEqual([{ last: 2 }]);
      expect((await client.get('/items/failing')).status).toBe(404);
    } finally {
      await session.query('DROP FUNCTION fail CASCADE; DROP SEQUENCE attempts');
    }
  });
});

describe('GET /items/:id', () => {
  it('200 when a migration changed the result type of a prepared statement', async () => {
    const session = await postgres.openSession();
    expect((await client.get('/items/desk-lamp')).status).toBe(200);
    await session.query('ALTER TABLE items ALTER description TYPE varchar(2000)');
    expect((await client.get('/items/desk-lamp')).status).toBe(200);
    expect((await client.get('/items/desk-lamp')).status).toBe(200);
  });
});
