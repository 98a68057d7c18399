import { beforeAll, describe, expect, it } from '@jest/globals';
import { createMember, useApp } from './support/app.js';
import type { Client } from './support/client.js';
import { newItem } from './support/examples.js';

/* A request may be wrong in several ways at once. Which of them is told does not vary. */

const api = useApp({ rateLimit: 50, rateWindow: 3_600_000, trustProxy: 1 });

/** A client that has sent all that it may. */
const BUSY = '192.0.2.1';
let clients = 0;
let member: Client;

/** A PATCH of an item, ready to be spoilt. */
interface Request {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  fields: Record<string, unknown>;
  textOf: (json: string) => string;
}

/** Ways to spoil it, in the order in which they win: code, type of problem, what is wrong. */
const FAULTS: [code: number, type: string, spoil: (request: Request) => void][] = [
  [431, 'headers-too-large', ({ headers }) => (headers.X = 'x'.repeat(17_000))],
  [414, 'uri-too-long', (request) => (request.query = '?'.padEnd(2_100, 'x'))],
  [404, 'path-not-found', (request) => (request.path += '/nothing')],
  [405, 'method-not-allowed', (request) => (request.method = 'POST')],
  [429, 'rate-limited', ({ headers }) => (headers['X-Forwarded-For'] = BUSY)],
  [406, 'not-acceptable', ({ headers }) => (headers.Accept = 'text/html')],
  [415, 'unsupported-media-type', ({ headers }) => (headers['Content-Type'] = 'text/plain')],
  [413, 'body-too-large', (request) => change(request, (text) => text.padEnd(102_500))],
  [400, 'malformed-body', (request) => change(request, (text) => text.slice(1))],
  [401, 'invalid-token', ({ headers }) => (headers.Authorization = 'Bearer x')],
  [400, 'invalid-parameters', (request) => (request.query ||= '?surprise=1')],
  [422, 'invalid-body', ({ fields }) => (fields.surprise = 1)],
  [404, 'item-not-found', (request) => (request.path = request.path.replace('kept', 'gone'))],
  [403, 'forbidden', (request) => (request.path = request.path.replace('kept', 'foreign'))],
  [428, 'precondition-required', ({ headers }) => delete headers['If-Match']],
  [412, 'precondition-failed', ({ headers }) => (headers['If-None-Match'] = '*')],
  [409, 'name-taken', ({ fields }) => (fields.name = 'Taken')],
];

function change(request: Request, how: (text: string) => string): void {
  const { textOf } = request;
  request.textOf = (json) => how(textOf(json));
}

async function send(...spoils: ((request: Request) => void)[]): Promise<[number, unknown]> {
  const request: Request = {
    method: 'PATCH',
    path: '/items/kept',
    query: '',
    headers: {
      'Content-Type': 'application/json',
      'If-Match': '*',
      // Each from a client of its own.
      'X-Forwarded-For': `10.0.0.${(clients += 1)}`,
    },
    fields: {},
    textOf: (json) => json,
  };
  for (const spoil of spoils) spoil(request);
  const { method, path, query, headers, fields, textOf } = request;
  const body = textOf(JSON.stringify(fields));
  const answer = await member.send<Record<string, unknown>>(method, path + query, {
    headers,
    body,
  });
  return [answer.status, answer.body.type];
}

beforeAll(async () => {
  const headers = { 'X-Forwarded-For': BUSY };
  for (let count = 0; count < 50; count += 1) await api.exchange('GET', '/items', { headers });
  member = (await createMember(api)).client;
  await member.post('/items', newItem({ id: 'kept' }));
  await api.post('/items', newItem({ id: 'foreign' }));
  await api.post('/items', newItem({ name: 'Taken' }));
});

describe('A request', () => {
  it('200 when nothing is wrong', async () => {
    expect(await send()).toEqual([200, undefined]);
  });

  it.each(FAULTS)('%i %s when that is all that is wrong', async (code, type, spoil) => {
    expect(await send(spoil)).toEqual([code, `/problems/${type}`]);
  });
});

describe.each(FAULTS)('%i %s', (code, type, spoil) => {
  const later = FAULTS.slice(FAULTS.findIndex(([, other]) => other === type) + 1);
  if (later.length === 0) return;
  it.each(later)(`${code} ${type} wins over %i %s`, async (_code, _type, spoilToo) => {
    expect(await send(spoil, spoilToo)).toEqual([code, `/problems/${type}`]);
  });
});
