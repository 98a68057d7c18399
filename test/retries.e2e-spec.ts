import { afterEach, describe, expect, it } from '@jest/globals';
import { DEMO_USERS } from '../src/database/seed.js';
import { newItem } from './support/examples.js';
import { useFaultyPostgres } from './support/faulty-postgres.js';

/* A statement that lost to others has one more try. */

const postgres = useFaultyPostgres();
const { client } = postgres;
const OWNER = DEMO_USERS[0].id;

afterEach(() => postgres.endSessions());

describe('PUT /items/:id', () => {
  it('201 after a deadlock, of which it was the victim', async () => {
    const session = await postgres.session();
    const observer = await postgres.session();
    // Then it is the service's statement that PostgreSQL picks.
    await session.query(`SET deadlock_timeout = '10s'`);
    await session.query(`BEGIN; SELECT FROM users WHERE id = '${OWNER}' FOR UPDATE`);
    const item = newItem();
    const put = client.put(`/items/${item.id}`, item);
    await postgres.waiting(observer);
    // It waits for us, and we for it.
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
  ])('201 where the second try is better, 503 where it is not: %s, %s', async (code) => {
    const session = await postgres.session();
    await session.query(`
      CREATE SEQUENCE tries;
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('tries') <= (CASE NEW.id WHEN 'unlucky' THEN 9 ELSE 1 END) THEN
          RAISE 'no luck' USING ERRCODE = '${code}';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER fail BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION fail()`);
    try {
      const tries = async (): Promise<unknown> =>
        (await session.query<{ last: number }>('SELECT last_value::int AS last FROM tries')).rows;
      const item = newItem();
      expect((await client.put(`/items/${item.id}`, item)).status).toBe(201);
      expect(await tries()).toEqual([{ last: 2 }]);
      await session.query('ALTER SEQUENCE tries RESTART');
      expect((await client.put('/items/unlucky', newItem({ id: 'unlucky' }))).status).toBe(503);
      expect(await tries()).toEqual([{ last: 2 }]);
      expect((await client.get('/items/unlucky')).status).toBe(404);
    } finally {
      await session.query('DROP FUNCTION fail CASCADE; DROP SEQUENCE tries');
    }
  });
});

describe('GET /items/:id', () => {
  it('200 when a migration has changed what a kept plan returns', async () => {
    const session = await postgres.session();
    expect((await client.get('/items/desk-lamp')).status).toBe(200);
    await session.query('ALTER TABLE items ALTER description TYPE varchar(2000)');
    expect((await client.get('/items/desk-lamp')).status).toBe(200);
    expect((await client.get('/items/desk-lamp')).status).toBe(200);
  });
});
