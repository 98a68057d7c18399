import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { send } from './client.mjs';
import { SERVICE, startServer } from './servers.mjs';

/**
 * @typedef {object} Database
 * @property {string} url
 * @property {number} count how many items it was seeded with
 * @property {string} ownerId the owner of all items
 */

const OWNER = {
  name: 'Owner of all items',
  email: 'owner@example.com',
  password: randomBytes(24).toString('base64url'),
};

/** Each item has one of so many tags, in turn, besides the tag that all have. */
export const TAG_COUNT = 100;

const SEED = `
  INSERT INTO items (id, name, description, price_amount, price_currency, tags, owner_id)
  SELECT 'item-' || lpad(n::text, 7, '0'), 'Item ' || n, 'Brass, with a dimmer; number ' || n || '.',
    n % 1000 + 0.5, 'EUR', ARRAY['home', 'tag-' || n % ${TAG_COUNT}], $2
  FROM generate_series(1, $1::integer) AS n`;

/** The id of the n-th item, from 1, in the order of ids. */
export const itemId = (n) => `item-${String(n).padStart(7, '0')}`;

/**
 * Creates a database with the tables of this service, by starting it once, and with items.
 *
 * @param {string} postgresUrl
 * @param {string} name
 * @param {number} count
 * @returns {Promise<Database>}
 */
export async function createDatabase(postgresUrl, name, count) {
  await query(postgresUrl, `CREATE DATABASE ${name}`);
  const url = urlOf(postgresUrl, name);
  const service = await startServer(SERVICE, { url });
  const { body: owner } = await send(service, { method: 'POST', path: '/users', body: OWNER }, 201);
  await service.stop();
  await query(url, SEED, [count, owner.id]);
  // Autovacuum and the checkpointer would otherwise do this while the servers are measured.
  await query(url, 'VACUUM (ANALYZE)');
  await query(url, 'CHECKPOINT');
  return { url, count, ownerId: owner.id };
}

/**
 * @param {string} postgresUrl
 * @param {Database} original without connections
 * @param {string} name
 * @returns {Promise<Database>}
 */
export async function copyDatabase(postgresUrl, original, name) {
  const template = new URL(original.url).pathname.slice(1);
  await query(postgresUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return { ...original, url: urlOf(postgresUrl, name) };
}

/** @returns {Promise<{ id: string, name: string }[]>} items from all over the table */
export async function sampleItems({ url, count }, size) {
  const ids = Array.from({ length: size }, (_, n) => itemId(1 + Math.floor((n * count) / size)));
  return query(url, 'SELECT id, name FROM items WHERE id = ANY ($1) ORDER BY id', [ids]);
}

/** @returns {Promise<string>} an access token of the owner, valid for an hour */
export async function logIn(service) {
  const { email, password } = OWNER;
  const request = { method: 'POST', path: '/auth/login', body: { email, password } };
  const { body } = await send(service, request, 200);
  return body.accessToken;
}

/** @returns {Promise<object[]>} rows */
export async function query(url, text, values) {
  const client = new pg.Client({ connectionString: url });
  // A lost connection also rejects the query; without a listener it would end the process.
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

const urlOf = (postgresUrl, name) => Object.assign(new URL(postgresUrl), { pathname: name }).href;
