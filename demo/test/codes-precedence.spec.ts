import { beforeAll, describe, expect, it } from '@jest/globals';
import { HTTP_CHECKS } from '#strict-http';
import type { Client } from '#contract-testing';
import { PRECEDENCE } from '../codes/precedence.js';
import { DEMO_PASSWORD, DEMO_USERS } from '../demo-users.js';
import { logIn } from '../../test/support/log-in.js';
import { useDemo } from './support/use-demo.js';

/* "Which code, when two apply?" at /codes: what it shows is what runs, in the order in which it wins. */

const api = useDemo({ rateLimit: 60, limits: { rateLimitWindowMs: 3_600_000 }, trustProxy: 1 });

interface Request {
  method: string;
  path: string;
  headers: Record<string, string>;
  fields: Record<string, unknown>;
  toText: (json: string) => string;
}

const LIMITED_CLIENT = '192.0.2.1';
let clientCount = 0;
let member: Client;

/** What makes a PATCH of an item fail each question, by what asks it and its code. */
const FAULTS: Record<string, (request: Request) => unknown> = {
  'registerRequestHeadCheck 431': ({ headers }) => (headers.X = 'x'.repeat(17_000)),
  'registerRequestHeadCheck 414': (request) => (request.path += '?'.padEnd(2_100, 'x')),
  'registerRequestHeadCheck 400': (request) => (request.headers.Host = 'no host'),
  'registerRequestHeadCheck 501': ({ headers }) => (headers['Transfer-Encoding'] = 'gzip, chunked'),
  'registerRouteCheck 404': (request) => (request.path += '/nothing'),
  'registerRouteCheck 405': (request) => (request.method = 'POST'),
  'registerRateLimit 429': ({ headers }) => (headers['X-Forwarded-For'] = LIMITED_CLIENT),
  'registerAcceptCheck 406': ({ headers }) => (headers.Accept = 'text/html'),
  'registerContentTypeCheck 415': ({ headers }) => (headers['Content-Type'] = 'text/plain'),
  'registerJsonBodyParser 413': (request) => edit(request, (text) => text.padEnd(102_500)),
  'registerJsonBodyParser 400': (request) => edit(request, (text) => text.slice(1)),
  'AuthGuard 401': ({ headers }) => (headers.Authorization = 'Bearer x'),
  'ParametersGuard 400': (request) => (request.path += '?surprise=1'),
  'BodyValidationPipe 422': ({ fields }) => (fields.surprise = 1),
  'OwnedEntities 404': (request) => (request.path = request.path.replace('kept', 'gone')),
  'OwnedEntities 403': (request) => (request.path = request.path.replace('kept', 'desk-lamp')),
  'OwnedEntities 428': ({ headers }) => delete headers['If-Match'],
  'OwnedEntities 412': ({ headers }) => (headers['If-None-Match'] = '*'),
  'translateConstraints 409': ({ fields }) => (fields.name = 'Desk lamp'),
};

const QUESTIONS = PRECEDENCE.flatMap(({ name, questions }) =>
  questions.map(({ code }) => ({ code, key: `${name} ${code}` })),
);

function edit(request: Request, change: (text: string) => string): void {
  const { toText } = request;
  request.toText = (json) => change(toText(json));
}

async function send(...faults: ((request: Request) => unknown)[]): Promise<number> {
  const request: Request = {
    method: 'PATCH',
    path: '/items/kept',
    headers: {
      'Content-Type': 'application/json',
      'If-Match': '*',
      'X-Forwarded-For': `10.0.0.${(clientCount += 1)}`,
    },
    fields: {},
    toText: (json) => json,
  };
  for (const add of faults) add(request);
  const { method, path, headers, fields, toText } = request;
  const response = await member.send(method, path, {
    headers,
    body: toText(JSON.stringify(fields)),
  });
  return response.status;
}

beforeAll(async () => {
  const headers = { 'X-Forwarded-For': LIMITED_CLIENT };
  for (let count = 0; count < 60; count += 1) await api.exchange('GET', '/items', { headers });
  member = api.withToken(undefined);
  await logIn(member, DEMO_USERS[1].email, DEMO_PASSWORD);
  await member.put('/items/kept', { name: 'Kept', price: { amount: '1.00', currency: 'EUR' } });
});

describe('The path of questions', () => {
  it('has a question for each code of each registered check, and of nothing else', () => {
    const registered = HTTP_CHECKS.map(({ codes, register }) => [register.name, ...codes]);
    const asked = PRECEDENCE.map(({ name, questions }) => [name, ...questions.map((q) => q.code)]);
    expect(asked.slice(0, registered.length)).toEqual(registered);
    for (const { questions } of PRECEDENCE) expect(questions).not.toEqual([]);
    expect(Object.keys(FAULTS)).toEqual(QUESTIONS.map(({ key }) => key));
  });

  it('200 when no question has a yes', async () => {
    expect(await send()).toBe(200);
  });

  it.each(QUESTIONS)('$code for $key alone', async ({ code, key }) => {
    expect(await send(FAULTS[key])).toBe(code);
  });

  const pairs = QUESTIONS.slice(0, -1).map((question, index) => ({
    ...question,
    next: QUESTIONS[index + 1].key,
  }));
  it.each(pairs)('$code for $key, also with $next', async ({ code, key, next }) => {
    expect(await send(FAULTS[key], FAULTS[next])).toBe(code);
  });
});
