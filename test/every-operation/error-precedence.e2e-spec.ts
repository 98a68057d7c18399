import { type Client, describeErrorPrecedence } from '#contract-testing';
import { logInAsMember } from '../support/app.js';
import { newThingFields, useThings } from '../support/use-things.js';

const rateLimit = 50;
const api = useThings({ rateLimit, limits: { rateLimitWindowMs: 3_600_000 }, trustProxy: 1 });

async function prepare(): Promise<Client> {
  const member = await logInAsMember(api);
  await member.put('/things/kept', newThingFields());
  await api.put('/things/foreign', newThingFields());
  await api.put('/things/taken', newThingFields({ name: 'Taken' }));
  return member;
}

describeErrorPrecedence('/things/kept', rateLimit, prepare, [
  [401, 'invalid-token', ({ headers }) => (headers.Authorization = 'Bearer x')],
  [400, 'invalid-parameters', (request) => (request.query ||= '?surprise=1')],
  [422, 'invalid-body', ({ fields }) => (fields.surprise = 1)],
  [404, 'thing-not-found', (request) => (request.path = request.path.replace('kept', 'gone'))],
  [403, 'forbidden', (request) => (request.path = request.path.replace('kept', 'foreign'))],
  [428, 'precondition-required', ({ headers }) => delete headers['If-Match']],
  [412, 'precondition-failed', ({ headers }) => (headers['If-None-Match'] = '*')],
  [409, 'thing-name-taken', ({ fields }) => (fields.name = 'Taken')],
]);
