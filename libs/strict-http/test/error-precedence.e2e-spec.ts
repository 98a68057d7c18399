import { expect } from '@jest/globals';
import { asJson, type Client, describeErrorPrecedence } from '#contract-testing';
import { useFixture } from '../../contract-testing/test/fixture/use-fixture.js';

/* The errors of HTTP_CHECKS come before those of the guard, the pipe and the handler. */

const rateLimit = 2;
const limits = { rateLimitWindowMs: 3_600_000 };
const api = useFixture({ rateLimit, limits, trustProxy: 1 });

async function prepare(): Promise<Client> {
  const taken = asJson({ title: 'Taken' });
  expect((await api.exchange('PUT', '/notes/taken', taken)).status).toBe(201);
  return api;
}

describeErrorPrecedence('/notes/first-note', rateLimit, prepare, [
  [400, 'invalid-parameters', (request) => (request.query ||= '?surprise=1')],
  [422, 'invalid-body', ({ fields }) => (fields.surprise = 1)],
  [404, 'note-not-found', (request) => (request.path = request.path.replace('first', 'gone'))],
  [428, 'precondition-required', ({ headers }) => delete headers['If-Match']],
  [412, 'precondition-failed', ({ headers }) => (headers['If-None-Match'] = '*')],
  [409, 'note-title-taken', ({ fields }) => (fields.title = 'Taken')],
]);
