import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { asJson, Client, Contract, type HttpResponse } from '#contract-testing';
import { createDatabase, type TestDatabase } from '../../support/app.js';
import { freePort } from '../../support/free-port.js';
import { Application } from './application.js';

/* An application with TypeORM gets postgres, embedded-postgres, pagination, idempotency, openapi, prometheus and queue, and what these import. */

const client = new Client();
let application: Application;
let database: TestDatabase;
let metricsPort: string;

beforeAll(async () => {
  database = await createDatabase();
  application = await Application.create('with-database');
  await application.copy('src');
  await application.take(
    'postgres',
    'pagination',
    'openapi',
    'prometheus',
    'embedded-postgres',
    'queue',
  );
  await application.take('problem-details', 'conditional-requests', 'validation', 'strict-http');
  await application.take('idempotency');
  await application.build();
  metricsPort = String(await freePort());
  const env = { DATABASE_URL: database.url, METRICS_PORT: metricsPort };
  client.connect(await application.start('dist/src/main.js', env));
  // From here on, a response that /openapi.json does not document fails its test.
  await Contract.fetch(client, { isComplete: false });
});

afterAll(async () => {
  client.close();
  await application.remove();
  await database.drop();
});

it('201 once and 200 seven times when eight clients create one note', async () => {
  const race = Array.from({ length: 8 }, (_, index) =>
    client.put('/notes/race', { text: `From client ${index}` }),
  );
  const codes = (await Promise.all(race)).map(({ status }) => status);
  expect(codes.sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
  expect((await client.get('/notes/race')).body.text).toMatch(/^From client \d$/);
});

it('201 twice with one note for one Idempotency-Key, and 400, 422 for another', async () => {
  const send = (key: string, text: string): Promise<HttpResponse> =>
    client.post('/notes', { text }, { 'Idempotency-Key': key });
  const [first, second] = [await send('key', 'Once'), await send('key', 'Once')];
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.body).toEqual(first.body);
  expect((await send('', 'Once')).status).toBe(400);
  expect((await send('key', 'Twice')).status).toBe(422);
});

it('412 when PUT has another version, and the note stays', async () => {
  await client.put('/notes/kept', { text: 'Kept' });
  const { etag = '' } = (await client.get('/notes/kept')).headers;
  const send = (text: string): Promise<{ status: number }> => {
    const { headers, body } = asJson({ text });
    return client.send('PUT', '/notes/kept', { headers: { ...headers, 'If-Match': etag }, body });
  };
  expect((await send('Changed')).status).toBe(200);
  expect((await send('Changed again')).status).toBe(412);
  expect((await client.get('/notes/kept')).body).toEqual({ id: 'kept', text: 'Changed' });
});

it('200 with a Link to the next page, except on the last one', async () => {
  for (const id of ['z1', 'z2', 'z3']) await client.put(`/notes/${id}`, { text: id });
  const list = await client.get<{ notes: { id: string }[] }>('/notes');
  const { length } = list.body.notes;
  const first = await client.get<{ nextCursor: string }>(`/notes?limit=${length - 1}`);
  expect(first.status).toBe(200);
  const [, next = ''] = /^<(.+)>; rel="next"$/.exec(String(first.headers.link)) ?? [];
  const second = await client.get(next);
  expect(second.body).toEqual({ notes: [{ id: 'z3', text: 'z3' }], nextCursor: null });
  expect(second.headers.link).toBeUndefined();
});

it('200 with the codes that all operations have, in /openapi.json', async () => {
  const { body } = await client.get<{ paths: Record<string, Record<string, Operation>> }>(
    '/openapi.json',
  );
  const codes = (path: string, method: string): string =>
    Object.keys(body.paths[path][method].responses).join(' ');
  expect(codes('/notes', 'get')).toBe('200 400 406 429 500 503');
  expect(codes('/notes', 'post')).toBe('201 400 406 409 413 415 422 429 500 503');
  expect(codes('/notes/{id}', 'get')).toBe('200 304 400 404 406 412 429 500 503');
  expect(codes('/notes/{id}', 'put')).toBe('200 201 400 406 412 413 415 422 429 500 503');
});

it('200 with the responses by method, route and code, at METRICS_PORT', async () => {
  await client.exchange('GET', '/notes/none');
  const metrics = new Client();
  metrics.connect(`http://127.0.0.1:${metricsPort}`);
  const { status, text } = await metrics.get('/metrics');
  metrics.close();
  expect(status).toBe(200);
  expect(text).toContain(
    'http_request_duration_seconds_count{method="GET",route="/notes/:id",code="404"} 1',
  );
});

it('202 to work that a job does', async () => {
  await client.put('/notes/original', { text: 'Copied' });
  expect((await client.send('POST', '/notes/original/copy')).status).toBe(202);
  const path = '/notes/copy-of-original';
  while ((await client.exchange('GET', path)).status !== 200);
  expect((await client.get(path)).body).toEqual({ id: 'copy-of-original', text: 'Copied' });
});

it('503 when the database is gone', async () => {
  await database.drop();
  expect((await client.get('/notes')).status).toBe(503);
});

it('200 with a PostgreSQL from npm when there is no DATABASE_URL', async () => {
  await application.stop();
  client.connect(await application.start('dist/src/main.js'));
  expect((await client.put('/notes/first', { text: 'Hello' })).status).toBe(201);
  expect((await client.get('/notes/first')).body).toEqual({ id: 'first', text: 'Hello' });
});

interface Operation {
  responses: object;
}
