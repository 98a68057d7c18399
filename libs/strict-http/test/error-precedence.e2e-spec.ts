import { beforeAll, describe, expect, it } from '@jest/globals';
import { asJson } from '#contract-testing';
import { useFixture } from '../../contract-testing/test/fixture/use-fixture.js';

/*
 * A request may have several errors. The response reports the one that comes first in ERRORS: those of HTTP_CHECKS,
 * then those of the guard, the pipe and the handler.
 */

const limits = { rateLimitWindowMs: 3_600_000 };
const api = useFixture({ rateLimit: 2, limits, trustProxy: 1 });

/** The address of a client that has reached the rate limit. */
const LIMITED_CLIENT = '192.0.2.1';
let clientCount = 0;

/** A valid PATCH of a note, to which errors can be added. */
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
  [400, 'invalid-parameters', (request) => (request.query ||= '?surprise=1')],
  [422, 'invalid-body', ({ fields }) => (fields.surprise = 1)],
  [404, 'note-not-found', (request) => (request.path = request.path.replace('first', 'gone'))],
  [428, 'precondition-required', ({ headers }) => delete headers['If-Match']],
  [412, 'precondition-failed', ({ headers }) => (headers['If-None-Match'] = '*')],
  [409, 'note-title-taken', ({ fields }) => (fields.title = 'Taken')],
];

function changeText(request: Request, edit: (text: string) => string): void {
  const { toText } = request;
  request.toText = (json) => edit(toText(json));
}

async function send(...addErrors: ((request: Request) => void)[]): Promise<[number, unknown]> {
  const request: Request = {
    method: 'PATCH',
    path: '/notes/first-note',
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
  const { status, body: problem } = await api.send<{ type?: string }>(method, path + query, {
    headers,
    body,
  });
  return [status, problem.type];
}

beforeAll(async () => {
  const headers = { 'X-Forwarded-For': LIMITED_CLIENT };
  for (let count = 0; count < 2; count += 1) await api.exchange('GET', '/notes', { headers });
  const taken = asJson({ title: 'Taken' });
  expect((await api.exchange('PUT', '/notes/taken', taken)).status).toBe(201);
});

describe('A request', () => {
  it('200 when it has no error', async () => {
    expect(await send()).toEqual([200, undefined]);
  });

  it.each(ERRORS)('%i %s when that is its only error', async (code, type, addError) => {
    expect(await send(addError)).toEqual([code, `/problems/${type}`]);
  });
});

describe.each(ERRORS.slice(0, -1))('%i %s', (code, type, addError) => {
  const later = ERRORS.slice(ERRORS.findIndex(([, other]) => other === type) + 1);
  it.each(later)(
    `${code} ${type} takes precedence over %i %s`,
    async (_code, _type, addLaterError) => {
      expect(await send(addError, addLaterError)).toEqual([code, `/problems/${type}`]);
    },
  );
});
