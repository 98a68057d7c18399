import Fastify from 'fastify';
import pg from 'pg';

/* The baseline: the same items from the same table, by Fastify and pg alone. */

const COLUMNS =
  'id, name, description, price_amount, price_currency, tags, owner_id, etag, created_at, updated_at';

// A named statement is parsed once per connection.
const FIND_ONE = { name: 'find-one', text: `SELECT ${COLUMNS} FROM items WHERE id = $1` };
const FIND_ALL = { name: 'find-all', text: `SELECT ${COLUMNS} FROM items ORDER BY id LIMIT $1` };
const UPSERT = {
  name: 'upsert',
  text: `
    INSERT INTO items (id, name, description, price_amount, price_currency, tags, owner_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (id) DO UPDATE SET
      name = excluded.name,
      description = excluded.description,
      price_amount = excluded.price_amount,
      price_currency = excluded.price_currency,
      tags = excluded.tags,
      version = items.version + 1,
      etag = gen_random_uuid(),
      updated_at = now()
    RETURNING ${COLUMNS}, version = 1 AS created`,
};

const text = { type: 'string' };
const time = { type: 'string', format: 'date-time' };

/** Fastify compiles a response schema into a function faster than `JSON.stringify`. */
const ITEM = {
  type: 'object',
  properties: {
    id: text,
    name: text,
    description: { type: ['string', 'null'] },
    price: { type: 'object', properties: { amount: text, currency: text } },
    tags: { type: 'array', items: text },
    ownerId: text,
    createdAt: time,
    updatedAt: time,
  },
};
const ITEMS = { type: 'object', properties: { items: { type: 'array', items: ITEM } } };
const withResponses = (response) => ({ schema: { response } });

const { DATABASE_URL, OWNER_ID, PORT } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
const app = Fastify();

app.get('/items', withResponses({ 200: ITEMS }), async (request, reply) => {
  const limit = Number(request.query.limit ?? 20);
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= 100)) {
    return reply.code(400).send({ message: 'limit must be from 1 to 100' });
  }
  const { rows } = await pool.query({ ...FIND_ALL, values: [limit] });
  return { items: rows.map(toItem) };
});

app.get('/items/:id', withResponses({ 200: ITEM }), async (request, reply) => {
  const { rows } = await pool.query({ ...FIND_ONE, values: [request.params.id] });
  if (rows.length === 0) return reply.code(404).send({ message: 'item not found' });
  const etag = `"${rows[0].etag}"`;
  reply.header('etag', etag);
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  return toItem(rows[0]);
});

app.put('/items/:id', withResponses({ 200: ITEM, 201: ITEM }), async (request, reply) => {
  const { id } = request.params;
  if (!isItem(request.body)) return reply.code(422).send({ message: 'invalid item' });
  const { name, description = null, price, tags = [] } = request.body;
  const values = [id, name, description, price.amount, price.currency, tags, OWNER_ID];
  const { rows } = await pool.query({ ...UPSERT, values });
  if (rows[0].created) reply.code(201).header('location', `/items/${id}`);
  return toItem(rows[0]);
});

function isItem(body) {
  return (
    typeof body?.name === 'string' &&
    body.name.length > 0 &&
    (body.description == null || typeof body.description === 'string') &&
    /^\d{1,10}\.\d\d$/.test(body.price?.amount) &&
    /^[A-Z]{3}$/.test(body.price.currency) &&
    (body.tags === undefined ||
      (Array.isArray(body.tags) && body.tags.every((tag) => typeof tag === 'string')))
  );
}

function toItem(row) {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    price: { amount: row.price_amount, currency: row.price_currency },
    tags: row.tags,
    ownerId: row.owner_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

const url = await app.listen({ host: '127.0.0.1', port: Number(PORT) });
console.log(`Listening at ${url}`);
