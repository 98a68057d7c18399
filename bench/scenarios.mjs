import { isDeepStrictEqual } from 'node:util';
import { itemId } from './databases.mjs';

/**
 * @typedef {object} Request
 * @property {string} [method] GET by default
 * @property {string} path
 * @property {object} [headers]
 * @property {object} [body]
 *
 * @typedef {object} Scenario
 * @property {string} name
 * @property {number} status what each answer has to have
 * @property {(item: { id: string, name: string, etag: string }) => Request} request
 * @property {(answer: object, item: object) => boolean} isRight
 * @property {boolean} [once] whether a request can be sent only once, so that each needs another item
 * @property {boolean} [writes] whether this service asks for a token
 */

const FIELDS = 'id name description price tags ownerId createdAt updatedAt'.split(' ');
const PRICE = { amount: '17.50', currency: 'EUR' };

const isItem = (body, { id, name }) =>
  isDeepStrictEqual(Object.keys(body), FIELDS) && body.id === id && body.name === name;

const put = ({ id, name }, price = PRICE) => ({
  method: 'PUT',
  path: `/items/${id}`,
  body: { name, description: 'Oak and linen, 150 cm tall.', price, tags: ['home', 'light'] },
});

const isPut = (body, item) =>
  isItem(body, item) && isDeepStrictEqual([body.price, body.tags], [PRICE, ['home', 'light']]);

/** A page of 20; `first` is the number of the item that it begins with. */
export const page = (name, path, first) => ({
  name,
  status: 200,
  request: () => ({ path }),
  isRight: ({ body: { items } }) =>
    items.length === 20 &&
    items.every((item, i) => isItem(item, { id: itemId(first + i), name: `Item ${first + i}` })),
});

export const REPLACE = {
  name: 'replace',
  status: 200,
  writes: true,
  request: (item) => put(item),
  isRight: ({ body }, item) => isPut(body, item),
};

export const CREATE = {
  name: 'create',
  status: 201,
  writes: true,
  once: true,
  request: (item) => put(item),
  isRight: ({ body, headers }, item) =>
    isPut(body, item) && headers.get('Location') === `/items/${item.id}`,
};

/** @type {Scenario[]} */
export const SCENARIOS = [
  {
    name: 'read',
    status: 200,
    request: ({ id }) => ({ path: `/items/${id}` }),
    isRight: ({ body, headers }, item) =>
      isItem(body, item) && headers.get('ETag') === `"${item.etag}"`,
  },
  {
    name: 'read what is not there',
    status: 404,
    request: ({ id }) => ({ path: `/items/no-${id}` }),
    isRight: ({ body }) => body.id === undefined,
  },
  {
    name: 'read what has not changed',
    status: 304,
    request: ({ id, etag }) => ({
      path: `/items/${id}`,
      headers: { 'If-None-Match': `"${etag}"` },
    }),
    isRight: ({ body, headers }, { etag }) => body === '' && headers.get('ETag') === `"${etag}"`,
  },
  page('list of 20', '/items?limit=20', 1),
  REPLACE,
  CREATE,
  {
    name: 'invalid body',
    status: 422,
    writes: true,
    request: (item) => put(item, { amount: 'a lot', currency: 'EUR' }),
    isRight: ({ body }) => body.id === undefined,
  },
];
