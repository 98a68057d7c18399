import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { copyTestDatabase, executeSql } from '../support/app.js';
import { RawConnection } from '#contract-testing';
import { freePort } from '../support/free-port.js';
import { logIn } from '../support/log-in.js';
import { newDatabase, newFolder, Program, startProgram } from '../support/program.js';
import { TEST_LOGIN } from '../support/test-users.js';

/** Must never appear in the log, wherever a request contains it. */
const SECRET = 'Hush-0815';

interface LogLine {
  id?: string;
  stack?: string;
  traceId?: string;
}

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';

/** Values of `traceparent`, and the trace id of a valid one (W3C Trace Context §3.2.2, §3.2.4). */
const TRACEPARENTS: [string | string[], string | undefined][] = [
  [`00-${TRACE_ID}-${PARENT_ID}-01`, TRACE_ID],
  [`cc-${TRACE_ID}-${PARENT_ID}-01`, TRACE_ID],
  [`cc-${TRACE_ID}-${PARENT_ID}-01-of-the-future`, TRACE_ID],
  [`cc-${TRACE_ID}-${PARENT_ID}-01.of-the-future`, undefined],
  [`00-${TRACE_ID}-${PARENT_ID}-01-more`, undefined],
  [`ff-${TRACE_ID}-${PARENT_ID}-01`, undefined],
  [`00-${'0'.repeat(32)}-${PARENT_ID}-01`, undefined],
  [`00-${TRACE_ID}-${'0'.repeat(16)}-01`, undefined],
  [`00-${TRACE_ID.toUpperCase()}-${PARENT_ID}-01`, undefined],
  [`00-${TRACE_ID}-${PARENT_ID}`, undefined],
  [[`00-${TRACE_ID}-${PARENT_ID}-01`, `00-${TRACE_ID}-${PARENT_ID}-01`], undefined],
];

/** Puts the secret into a user. No other has an email of the demo, with which production would not start. */
const SECRET_USER = `
  UPDATE users SET email_key = id::text WHERE email_key <> '${TEST_LOGIN.email}';
  UPDATE users SET name = '${SECRET}', email_key = '${SECRET.toLowerCase()}@example.com'
    WHERE email_key = '${TEST_LOGIN.email}'`;

/** Makes every log-in as this user fail with an error that contains the secret. */
const FAILING_LOGIN = `
  ALTER TABLE users RENAME TO people;
  CREATE FUNCTION tell(person people) RETURNS boolean LANGUAGE plpgsql AS
    $$ BEGIN RAISE E'of %\\n    at %', person, person.name USING DETAIL = person.email_key; END $$;
  CREATE VIEW users AS SELECT * FROM people WHERE tell(people)`;
const FAILING_BODY = { email: `${SECRET}@example.com`, password: SECRET };

async function startOnDatabase(): Promise<Program> {
  const DATABASE_URL = (await newDatabase(copyTestDatabase)).href;
  return startProgram(newFolder(), { DATABASE_URL });
}

async function startWithFailingLogin(NODE_ENV: string): Promise<Program> {
  const DATABASE_URL = (await newDatabase(copyTestDatabase)).href;
  await executeSql(SECRET_USER, DATABASE_URL);
  const program = await startProgram(newFolder(), { DATABASE_URL, NODE_ENV });
  await executeSql(FAILING_LOGIN, DATABASE_URL);
  return program;
}

/** Waits for the given number of lines about a request, and returns them. */
async function untilLogged(program: Program, id: string, count = 1): Promise<LogLine[]> {
  const find = (): LogLine[] =>
    program.output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as LogLine)
      .filter((line) => line.id === id);
  await program.until(() => find().length >= count);
  return find();
}

function sendRaw(program: Program, text: string): ReturnType<RawConnection['readResponse']> {
  const connection = new RawConnection(program.client.origin);
  return connection.send(text).then(() => connection.readResponse());
}

describe('The request log', () => {
  it('has one line with searchable fields for each request', async () => {
    const program = await startOnDatabase();
    const common = { level: 'info', context: 'Request', pid: expect.any(Number) };
    const timed = { ...common, timestamp: expect.any(Number), ms: expect.any(Number) };
    for (const [method, url, status, path, route] of [
      ['GET', '/problems/forbidden', 200, '/problems/forbidden', '/problems/:type'],
      ['HEAD', '/problems?q', 200, '/problems', '/problems'],
      ['GET', '/problems/0', 404, '/problems/0', '/problems/:type'],
      ['GET', '/nothing?q', 404, '/nothing'],
      ['DELETE', '/problems', 405, '/problems', '/problems'],
      ['OPTIONS', '/problems', 204, '/problems', '/problems'],
      ['GET', '/problems/%zz?q', 400, '/problems/%25zz'],
    ] as const) {
      const id = randomUUID();
      await program.client.send(method, url, { headers: { 'X-Request-Id': id } });
      const message = `${method} ${path} ${status}`;
      const fields = { id, method, path, status, ...(route && { route }) };
      expect(await untilLogged(program, id)).toEqual([{ ...timed, ...fields, message }]);
    }
  });

  it('has a line for a malformed request, with the fields that are known', async () => {
    const program = await startOnDatabase();
    const { headers } = await sendRaw(program, `GET /problems?q=${SECRET} HTTP/3.0\r\n\r\n`);
    expect(await untilLogged(program, String(headers['x-request-id']))).toEqual([
      expect.objectContaining({
        message: 'GET /problems 400',
        method: 'GET',
        path: '/problems',
        status: 400,
        reason: 'HPE_INVALID_VERSION',
      }),
    ]);
  });

  it('has a line for a request whose client disconnected', async () => {
    const program = await startOnDatabase();
    const connection = new RawConnection(program.client.origin);
    const head = 'Host: a\r\nX-Request-Id: cut\r\nContent-Type: application/json\r\n';
    await connection.send(`POST /auth/login HTTP/1.1\r\n${head}Content-Length: 9\r\n\r\n{`);
    connection.close();
    expect(await untilLogged(program, 'cut')).toHaveLength(1);
  });

  it('shows the stack of an internal error once, with the id of the request', async () => {
    const program = await startWithFailingLogin('production');
    const { status, headers } = await program.client.post('/auth/login', FAILING_BODY);
    expect(status).toBe(500);
    const lines = await untilLogged(program, String(headers['x-request-id']), 2);
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'error',
        message: 'QueryFailedError P0001',
        method: 'POST',
        path: '/auth/login',
        route: '/auth/login',
      }),
      expect.objectContaining({ level: 'info', status: 500 }),
    ]);
    expect(lines.map(({ stack }) => stack?.split('\n    at ').length ?? 0)[0]).toBeGreaterThan(3);
    expect(program.output.match(/AuthService\.logIn/g)).toHaveLength(1);
  });

  it('shows the message of an internal error in development', async () => {
    const program = await startWithFailingLogin('development');
    const { headers } = await program.client.post('/auth/login', FAILING_BODY);
    const [line] = await untilLogged(program, String(headers['x-request-id']), 2);
    expect(line).toMatchObject({ message: expect.stringMatching(/^QueryFailedError: of \(/) });
  });

  it('has the id of the user who was authenticated', async () => {
    const program = await startOnDatabase();
    const { client } = program;
    await logIn(client, TEST_LOGIN.email, TEST_LOGIN.password);
    const { body } = await client.get<{ id: string }>('/users/me', {
      headers: { 'X-Request-Id': 'known' },
    });
    expect(await untilLogged(program, 'known')).toEqual([
      expect.objectContaining({ status: 200, userId: body.id }),
    ]);
    client.token = `${client.token}x`;
    await client.get('/users/me', { headers: { 'X-Request-Id': 'unknown' } });
    const [line] = await untilLogged(program, 'unknown');
    expect(line).toMatchObject({ status: 401 });
    expect(line).not.toHaveProperty('userId');
  });

  it('has the trace id of a valid traceparent', async () => {
    const program = await startOnDatabase();
    const found: unknown[] = [];
    for (const [traceparent] of TRACEPARENTS) {
      const id = randomUUID();
      await program.client.get('/health/live', { headers: { 'X-Request-Id': id, traceparent } });
      found.push([traceparent, (await untilLogged(program, id))[0].traceId]);
    }
    expect(found).toEqual(TRACEPARENTS);
  });

  it('has only what is grave enough for LOG_LEVEL', async () => {
    const DATABASE_URL = (await newDatabase(copyTestDatabase)).href;
    const PORT = String(await freePort());
    const program = new Program(newFolder(), { DATABASE_URL, PORT, LOG_LEVEL: 'error' });
    await program.untilLive(PORT);
    await executeSql(`${SECRET_USER}; ${FAILING_LOGIN}`, DATABASE_URL);
    const { headers } = await program.client.post('/auth/login', FAILING_BODY);
    program.kill('SIGTERM');
    await program.exited;
    expect(program.output.trimEnd().split('\n')).toEqual([
      expect.stringContaining(`"id":"${String(headers['x-request-id'])}"`),
    ]);
    expect(program.output).toMatch(/^\{"level":"error",/);
  });

  it('contains no value of a query, header or body', async () => {
    const program = await startWithFailingLogin('production');
    const json = { 'Content-Type': 'application/json' };
    const secrets = { Authorization: `Bearer ${SECRET}`, Cookie: `a=${SECRET}`, X: SECRET };
    const { client } = program;
    const codes = [
      await client.get(`/health/ready?limit=${SECRET}`),
      await client.get('/health/live', { headers: secrets }),
      await client.get(`/problems?tag=${SECRET}${'x'.repeat(2_048)}`),
      await client.get(`/health/live?${SECRET}`, {
        headers: { ...secrets, Y: 'x'.repeat(17_000) },
      }),
      await client.send('POST', `/auth/login?q=${SECRET}`, {
        headers: json,
        body: `{"${SECRET}": `,
      }),
      await client.post('/auth/login', { ...FAILING_BODY, email: SECRET, [SECRET]: SECRET }),
      await client.post('/auth/login', FAILING_BODY),
      await client.get('/openapi.json', { headers: { 'If-None-Match': SECRET } }),
      await sendRaw(program, `GET http://a:${SECRET}@b/nothing HTTP/1.1\r\nHost: b\r\n\r\n`),
      await sendRaw(program, `BREW /problems?${SECRET} HTTP/1.1\r\nX: ${SECRET}\r\n\r\n`),
      await sendRaw(program, `${SECRET} ${SECRET}\r\n\r\n`),
    ].map(({ status }) => status);
    expect(codes).toEqual([400, 200, 414, 431, 400, 422, 500, 400, 404, 501, 400]);
    await client.get('/health/live', { headers: { 'X-Request-Id': 'last' } });
    await untilLogged(program, 'last');
    expect(program.output.toLowerCase()).not.toContain(SECRET.toLowerCase());
  });
});
