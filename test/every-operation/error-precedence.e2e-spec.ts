import { beforeAll, describe, expect, it } from '@jest/globals';
import { logInAsMember } from '../support/app.js';
import type { Client } from '#contract-testing';
import { newThingFields, useThings } from '../support/use-things.js';

/* A request may have several errors. The response reports the one that comes first in ERRORS. */

const api = useThings({ rateLimit: 50, limits: { rateLimitWindowMs: 3_600_000 }, trustProxy: 1 });

/** The address of a client that has reached the rate limit. */
const LIMITED_CLIENT = '192.0.2.1';
let clientCount = 0;
let member: Client;

/** A valid PATCH of a thing, to which errors can be added. */
interface Request {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  fields: Record<string, unknown>;
  toText: (json: string) => string;
}

/** The errors in order of precedence. */
const ERRORS: [code: number, type: string, addError: (request: Request) => void][] = [
  [431, 'headers-too-large', ({ headers }) => (headers.X = 'x'.repeat(17_000))],
  [414, 'uri-too-long', (request) => (request.query = '?'.padEnd(2_100, 'x'))],
  [404, 'path-not-found', (request) => (request.path += '/nothing')],
  [405, 'method-not-allowed', (request) => (request.method = 'POST')],
  [429, 'rate-limited', ({ headers }) => (headers['X-Forwarded-For'] = LIMITED_CLIENT)],
  [406, 'not-acceptable', ({ headers }) => (headers.Accept = 'text/html')],
  [415, 'unsupported-media-type', ({ headers }) => (headers['Content-Type'] = 'text/plain')],
  [413, 'body-too-large', (request) => changeText(request, (text) => text.padEnd(102_500))],
  [400, 'malformed-body', (request) => changeText(request, (text) => text.slice(1))],
  [401, 'invalid-token', ({ headers }) => (headers.Authorization = 'Bearer x')],
  [400, 'invalid-parameters', (request) => (request.query ||= '?surprise=1')],
  [422, 'invalid-body', ({ fields }) => (fields.surprise = 1)],
  [404, 'thing-not-found', (request) => (request.path = request.path.replace('kept', 'gone'))],
  [403, 'forbidden', (request) => (request.path = request.path.replace('kept', 'foreign'))],
  [428, 'precondition-required', ({ headers }) => delete headers['If-Match']],
  [412, 'precondition-failed', ({ headers }) => (headers['If-None-Match'] = '*')],
  [409, 'thing-name-taken', ({ fields }) => (fields.name = 'Taken')],
];

function changeText(request: Request, edit: (text: string) => string): void {
  const { toText } = request;
  request.toText = (json) => edit(toText(json));
}

async function send(...addErrors: ((request: Request) => void)[]): Promise<[number, unknown]> {
  const request: Request = {
    method: 'PATCH',
    path: '/things/kept',
    query: '',
    headers: {
      'Content-Type': 'application/json',
      'If-Match': '*',
      // A separate client for each request, because of the rate limit.
      'X-Forwarded-For': `10.0.0.${(clientCount += 1)}`,
    },
    fields: {},
    toText: (json) => json,
  };
  for (const addError of addErrors) addError(request);
  const { method, path, query, headers, fields, toText } = request;
  const body = toText(JSON.stringify(fields));
  const response = await member.send<Record<string, unknown>>(method, path + query, {
    headers,
    body,
  });
  return [response.status, response.body.type];
}

beforeAll(async () => {
  const headers = { 'X-Forwarded-For': LIMITED_CLIENT };
  for (let count = 0; count < 50; count += 1) await api.exchange('GET', '/things', { headers });
  member = await logInAsMember(api);
  await member.put('/things/kept', newThingFields());
  await api.put('/things/foreign', newThingFields());
  await api.put('/things/taken', newThingFields({ name: 'Taken' }));
});

describe('A request', () => {
  it('200 when it has no error', async () => {
    expect(await send()).toEqual([200, undefined]);
  });

  it.each(ERRORS)('%i %s when that is its only error', async (code, type, addError) => {
    expect(await send(addError)).toEqual([code, `/problems/${type}`]);
  });
});

describe.each(ERRORS)('%i %s', (code, type, addError) => {
  const later = ERRORS.slice(ERRORS.findIndex(([, other]) => other === type) + 1);
  if (later.length === 0) return;
  it.each(later)(
    `${code} ${type} takes precedence over %i %s`,
    async (_code, _type, addLaterError) => {
      expect(await send(addError, addLaterError)).toEqual([code, `/problems/${type}`]);
    },
  );
});
