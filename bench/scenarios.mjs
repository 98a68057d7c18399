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
 * @property {number} status of each response
 * @property {(item: { id: string, name: string, etag?: string }) => Request} request
 * @property {(response: object, item: object) => boolean} isExpected
 * @property {boolean} [createsItem] whether each request needs an item that does not exist yet
 * @property {boolean} [writes] whether this service requires a token
 * @property {boolean} [needsEtag] whether `request` needs `item.etag`, as the server sent it
 */

const FIELDS = 'createdAt description id name ownerId price tags updatedAt'.split(' ');
const PRICE = { amount: '17.50', currency: 'EUR' };

const isItem = (body, { id, name }) =>
  isDeepStrictEqual(Object.keys(body).sort(), FIELDS) && body.id === id && body.name === name;

const put = ({ id, name }, price = PRICE) => ({
  method: 'PUT',
  path: `/items/${id}`,
  body: { name, description: 'Oak and linen, 150 cm tall.', price, tags: ['home', 'light'] },
});

const isPut = (body, item) =>
  isItem(body, item) && isDeepStrictEqual([body.price, body.tags], [PRICE, ['home', 'light']]);

/** Reads a page of 20 items: those with the numbers `first`, `first + step` and so on. */
export const listScenario = (name, path, first, step = 1) => ({
  name,
  status: 200,
  request: () => ({ path }),
  isExpected: ({ body: { items } }) =>
    items.length === 20 &&
    items.every((item, i) => {
      const number = first + i * step;
      return isItem(item, { id: itemId(number), name: `Item ${number}` });
    }),
});

export const REPLACE = {
  name: 'replace',
  status: 200,
  writes: true,
  request: (item) => put(item),
  isExpected: ({ body }, item) => isPut(body, item),
};

export const CREATE = {
  name: 'create',
  status: 201,
  writes: true,
  createsItem: true,
  request: (item) => put(item),
  isExpected: ({ body, headers }, item) =>
    isPut(body, item) && headers.get('Location') === `/items/${item.id}`,
};

/** @type {Scenario[]} */
export const SCENARIOS = [
  {
    name: 'read',
    status: 200,
    request: ({ id }) => ({ path: `/items/${id}` }),
    isExpected: ({ body }, item) => isItem(body, item),
  },
  {
    name: 'read, 404',
    status: 404,
    request: ({ id }) => ({ path: `/items/no-${id}` }),
    isExpected: ({ body }) => body.id === undefined,
  },
  {
    name: 'read, 304',
    status: 304,
    needsEtag: true,
    request: ({ id, etag }) => ({ path: `/items/${id}`, headers: { 'If-None-Match': etag } }),
    isExpected: ({ body, headers }, { etag }) => body === '' && headers.get('ETag') === etag,
  },
  listScenario('list of 20', '/items?limit=20', 1),
  REPLACE,
  CREATE,
  {
    name: 'invalid body, 422',
    status: 422,
    writes: true,
    request: (item) => put(item, { amount: 'a lot', currency: 'EUR' }),
    isExpected: ({ body }) => body.id === undefined,
  },
];
