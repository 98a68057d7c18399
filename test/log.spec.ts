import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { onServer } from './support/app.js';
import { newUser } from './support/examples.js';
import { RawConnection } from './support/raw.js';
import { newDatabase, newFolder, type Run, start } from './support/run.js';

/** What must never come out, wherever a request has it. */
const SECRET = 'Hush-0815';

interface Line {
  id?: string;
  stack?: string;
}

/** Has every new user fail, with an error of the database that tells all that it knows of the user. */
const FAULT = `
  CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE E'of %\\n    at %', NEW, NEW.name USING DETAIL = NEW.email; END $$;
  CREATE TRIGGER tell BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION tell()`;

async function startOnDatabase(statement?: string): Promise<Run> {
  const url = (await newDatabase()).href;
  const run = await start(newFolder(), { DATABASE_URL: url });
  if (statement) await onServer(statement, url);
  return run;
}

/** The lines about a request, once there are so many. */
async function linesOf(run: Run, id: string, count = 1): Promise<Line[]> {
  const find = (): Line[] =>
    run.output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line)
      .filter((line) => line.id === id);
  await run.until(() => find().length >= count);
  return find();
}

function answerTo(run: Run, text: string): ReturnType<RawConnection['answer']> {
  const connection = new RawConnection(run.client.origin);
  return connection.send(text).then(() => connection.answer());
}

describe('The log', () => {
  it('has one line for each request, with fields to search by', async () => {
    const run = await startOnDatabase();
    const common = { level: 'log', context: 'Request', pid: expect.any(Number) };
    const timed = { ...common, timestamp: expect.any(Number), ms: expect.any(Number) };
    for (const [method, url, status, path, route] of [
      ['GET', '/items/desk-lamp', 200, '/items/desk-lamp', '/items/:id'],
      ['HEAD', '/items?limit=1', 200, '/items', '/items'],
      ['GET', '/items/0', 404, '/items/0', '/items/:id'],
      ['GET', '/nothing?q', 404, '/nothing'],
      ['DELETE', '/items', 405, '/items', '/items'],
      ['OPTIONS', '/items', 204, '/items', '/items'],
      ['GET', '/items/%zz?q', 400, '/items/%25zz'],
    ] as const) {
      const id = randomUUID();
      await run.client.send(method, url, { headers: { 'X-Request-Id': id } });
      const message = `${method} ${path} ${status}`;
      const fields = { id, method, path, status, ...(route && { route }) };
      expect(await linesOf(run, id)).toEqual([{ ...timed, ...fields, message }]);
    }
  });

  it('has one for what is no request too, with what is known of it', async () => {
    const run = await startOnDatabase();
    const { headers } = await answerTo(run, `GET /items?q=${SECRET} HTTP/3.0\r\n\r\n`);
    expect(await linesOf(run, String(headers['x-request-id']))).toEqual([
      expect.objectContaining({
        message: 'GET /items 400',
        method: 'GET',
        path: '/items',
        status: 400,
        reason: 'HPE_INVALID_VERSION',
      }),
    ]);
  });

  it('tells of a request whose client hung up', async () => {
    const run = await startOnDatabase();
    const connection = new RawConnection(run.client.origin);
    const head = 'Host: a\r\nX-Request-Id: cut\r\nContent-Type: application/json\r\n';
    await connection.send(`POST /items HTTP/1.1\r\n${head}Content-Length: 9\r\n\r\n{`);
    connection.close();
    expect(await linesOf(run, 'cut')).toHaveLength(1);
  });

  it('tells where a fault of ours is, once, under the id of the request', async () => {
    const run = await startOnDatabase(FAULT);
    const { status, headers } = await run.client.post('/users', newUser());
    expect(status).toBe(500);
    const lines = await linesOf(run, String(headers['x-request-id']), 2);
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'error',
        message: 'DatabaseError P0001',
        method: 'POST',
        path: '/users',
        route: '/users',
      }),
      expect.objectContaining({ level: 'log', status: 500 }),
    ]);
    expect(lines.map(({ stack }) => stack?.split('\n    at ').length ?? 0)[0]).toBeGreaterThan(3);
    expect(run.output.match(/UsersService\.create/g)).toHaveLength(1);
  });

  it('has no value of a query, a header or a body', async () => {
    const run = await startOnDatabase(FAULT);
    const json = { 'Content-Type': 'application/json' };
    const secrets = { Authorization: `Bearer ${SECRET}`, Cookie: `a=${SECRET}`, X: SECRET };
    const user = newUser({
      name: SECRET,
      email: `${SECRET}@example.com`,
      password: SECRET + SECRET,
    });
    const { client } = run;
    const codes = [
      await client.get(`/items?limit=${SECRET}`),
      await client.get('/health/live', { headers: secrets }),
      await client.get(`/items?tag=${SECRET}${'x'.repeat(2_048)}`),
      await client.get(`/health/live?${SECRET}`, {
        headers: { ...secrets, Y: 'x'.repeat(17_000) },
      }),
      await client.send('POST', `/users?q=${SECRET}`, { headers: json, body: `{"${SECRET}": ` }),
      await client.post('/users', { ...user, email: SECRET, [SECRET]: SECRET }),
      await client.post('/users', user),
      await client.get('/items/0', { headers: { 'If-None-Match': SECRET } }),
      await answerTo(run, `GET http://a:${SECRET}@b/nothing HTTP/1.1\r\nHost: b\r\n\r\n`),
      await answerTo(run, `BREW /items?${SECRET} HTTP/1.1\r\nX: ${SECRET}\r\n\r\n`),
      await answerTo(run, `${SECRET} ${SECRET}\r\n\r\n`),
    ].map(({ status }) => status);
    expect(codes).toEqual([400, 200, 414, 431, 400, 422, 500, 400, 404, 501, 400]);
    await client.get('/health/live', { headers: { 'X-Request-Id': 'last' } });
    await linesOf(run, 'last');
    expect(run.output.toLowerCase()).not.toContain(SECRET.toLowerCase());
  });
});
