import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { send } from './client.mjs';
import { startService } from './servers.mjs';

/**
 * @typedef {object} Database
 * @property {string} url
 * @property {number} count how many items it was filled with
 * @property {string} ownerId whose they are
 */

const OWNER = {
  name: 'Owner of all',
  email: 'owner@example.com',
  password: randomBytes(24).toString('base64url'),
};

const SEED = `
  INSERT INTO items (id, name, description, price_amount, price_currency, tags, owner_id)
  SELECT 'item-' || lpad(n::text, 7, '0'), 'Item ' || n, 'Brass, with a dimmer; number ' || n || '.',
    n % 1000 + 0.5, 'EUR', ARRAY['home', 'tag-' || n % 100], $2
  FROM generate_series(1, $1::integer) AS n`;

/** The id of the n-th item, from 1, in the order of ids. */
export const itemId = (n) => `item-${String(n).padStart(7, '0')}`;

/**
 * Makes a database with the tables of this service, which a start of it migrates.
 *
 * @param {string} serverUrl of a database of the same PostgreSQL
 * @param {string} name
 * @param {number} count
 * @returns {Promise<Database>}
 */
export async function makeDatabase(serverUrl, name, count) {
  await query(serverUrl, `CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(serverUrl), { pathname: name }).href;
  const service = await startService({ url });
  const { body: owner } = await send(service, { method: 'POST', path: '/users', body: OWNER }, 201);
  await service.stop();
  await query(url, SEED, [count, owner.id]);
  // What would else happen some time later, in the midst of the measuring.
  await query(url, 'VACUUM (ANALYZE)');
  await query(url, 'CHECKPOINT');
  return { url, count, ownerId: owner.id };
}

/** @returns {Promise<{ id: string, name: string, etag: string }[]>} items from all over the table */
export async function sampleItems({ url, count }, size) {
  const ids = Array.from({ length: size }, (_, n) => itemId(1 + Math.floor((n * count) / size)));
  return query(url, 'SELECT id, name, etag FROM items WHERE id = ANY ($1) ORDER BY id', [ids]);
}

/** @returns {Promise<string>} a token of the owner; it lives an hour */
export async function logIn(service) {
  const { email, password } = OWNER;
  const request = { method: 'POST', path: '/auth/login', body: { email, password } };
  const { body } = await send(service, request, 200);
  return body.accessToken;
}

/** @returns {Promise<object[]>} rows */
export async function query(url, text, values) {
  const client = new pg.Client({ connectionString: url });
  // A connection that is lost fails the query as well.
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}
