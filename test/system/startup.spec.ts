import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { TEST_LOGIN, TEST_USERS } from '../support/test-users.js';
import { copyTestDatabase, executeSql } from '../support/app.js';
import { createAdmin } from '../support/create-admin.js';
import {
  cleanups,
  listen,
  newDatabase,
  newFolder,
  newProject,
  Program,
  PROJECT,
  startProgram,
} from '../support/program.js';

/** Connects a client of a proxy with the database. */
function forward(socket: Socket, hostname: string, port: string): void {
  const server = connect(Number(port || 5432), hostname);
  for (const side of [socket, server]) side.on('error', () => undefined);
  socket.pipe(server).pipe(socket);
}

describe('A start without settings', () => {
  it('exits with one line, and stops its PostgreSQL, when the port of metrics is in use', async () => {
    const port = await listen(createServer());
    const program = new Program(newFolder(), { METRICS_PORT: String(port) });
    expect([await program.exited, program.findProcesses()]).toEqual([[1, null], []]);
    const error = `METRICS_PORT ${port} on HOST localhost cannot be used: EADDRINUSE.`;
    const [note, ...lines] = program.output.split('\n');
    expect(note).toContain('PostgreSQL makes a database');
    expect(lines).toEqual([error, '']);
  });
});

describe('A start with settings', () => {
  it('exits with all errors of the settings, including the two that only production has', async () => {
    const env = { PORT: 'http', TOKEN_SECRET: '' };
    const program = new Program(await newProject(), env, ['npm', 'run', '-s', 'start:prod']);
    expect(await program.exited).toEqual([1, null]);
    expect(program.output).toMatch(
      /^The settings .+:\n {2}PORT .+\n {2}DATABASE_URL is needed .+\n {2}TOKEN_SECRET is needed .+\n$/m,
    );
  });

  it.each(['development', 'production'])(
    'uses only the database of DATABASE_URL: %s',
    async (NODE_ENV) => {
      const folder = newFolder();
      const DATABASE_URL = (await newDatabase()).href;
      const program = await startProgram(folder, { NODE_ENV, DATABASE_URL });
      expect((await program.client.post('/auth/login', TEST_LOGIN)).status).toBe(401);
      expect(program.findProcesses()).toHaveLength(1);
      expect(existsSync(join(folder, '.data'))).toBe(false);
    },
  );

  it('exits in production when a demo user still has the public password', async () => {
    // The users of the tests have the emails and the password of the demo.
    const DATABASE_URL = (await newDatabase(copyTestDatabase)).href;
    const program = new Program(newFolder(), { DATABASE_URL, NODE_ENV: 'production' });
    expect(await program.exited).toEqual([1, null]);
    expect(program.output).toMatch(/^ada@example\.com has the password of the demo\. .+\n$/);
    for (const { email, name } of TEST_USERS) {
      const args = ['--email', email, '--name', name];
      const { stdout } = createAdmin(DATABASE_URL, args, 'a private password\n');
      expect(stdout).toMatch(/^The user .+ is an admin now/);
    }
    await startProgram(newFolder(), { DATABASE_URL, NODE_ENV: 'production' });
  });

  it('waits for a database that starts later', async () => {
    const url = await newDatabase();
    const { hostname, port } = url;
    const proxy = createServer((socket) => forward(socket, hostname, port));
    const freePort = await listen(createServer());
    await cleanups.pop()?.();
    Object.assign(url, { hostname: '127.0.0.1', port: freePort });
    const program = new Program(newFolder(), { DATABASE_URL: url.href });
    await program.until(() => program.output.includes('ECONNREFUSED'));
    // One line for each attempt, without a stack.
    expect(program.output).toMatch(/^\{"level":"warn",[^\n]+Retrying \(1\)\.\.\.",[^\n]+\}\n/);
    expect(program.output).not.toContain('"stack"');
    await listen(proxy, freePort);
    await program.untilListening();
  });

  it.each([
    ['closes', (socket: Socket) => socket.end()],
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
  ])('tries again when a proxy %s its first connection', async (_, hangUp) => {
    const url = await newDatabase();
    const { hostname, port } = url;
    let connections = 0;
    const proxy = createServer((socket) => {
      connections += 1;
      if (connections === 1) return hangUp(socket);
      forward(socket, hostname, port);
    });
    Object.assign(url, { hostname: '127.0.0.1', port: await listen(proxy) });
    await startProgram(newFolder(), { DATABASE_URL: url.href });
    expect(connections).toBeGreaterThan(1);
  });

  it('uses a database on a Unix socket', async () => {
    const { username, password, pathname, hostname, port } = await newDatabase();
    const folder = newFolder();
    const proxy = createServer((socket) => forward(socket, hostname, port));
    await once(proxy.listen(join(folder, '.s.PGSQL.5432')), 'listening');
    cleanups.push(() => proxy.close());
    const host = encodeURIComponent(folder);
    const DATABASE_URL = `postgres://${username}:${password}@${pathname}?host=${host}`;
    const program = await startProgram(newFolder(), { DATABASE_URL });
    expect((await program.client.get('/health/ready')).status).toBe(200);
  });

  it('exits at once with one line when the schema is not its own', async () => {
    const { href } = await newDatabase();
    await executeSql('CREATE TABLE migrations (other integer)', href);
    const program = new Program(newFolder(), { DATABASE_URL: href });
    expect(await program.exited).toEqual([1, null]);
    expect(program.output).toMatch(
      /^The database of DATABASE_URL cannot be used: column "name" does not exist\n$/,
    );
  });

  it('exits at once with one line when its role may not run the migrations, and starts after they ran', async () => {
    const url = await newDatabase();
    const [owner, database] = [url.href, url.pathname.slice(1)];
    const role = `service_${database}`;
    await executeSql(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`, owner);
    cleanups.push(() => executeSql(`DROP OWNED BY ${role}; DROP ROLE ${role}`, owner));
    await executeSql(
      `ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${role}`,
      owner,
    );
    Object.assign(url, { username: role, password: 'secret' });
    const refused = new Program(newFolder(), { DATABASE_URL: url.href });
    expect(await refused.exited).toEqual([1, null]);
    expect(refused.output).toMatch(
      /^The database of DATABASE_URL cannot be used: its role may not run the pending migrations \(Create.+\)\. Run .+migrate\.js.+\n$/,
    );
    const command = [process.execPath, 'dist/src/migrate.js'];
    const { exited } = new Program(PROJECT, { DATABASE_URL: owner }, command);
    expect(await exited).toEqual([0, null]);
    const program = await startProgram(newFolder(), { DATABASE_URL: url.href });
    expect((await program.client.get('/health/ready')).status).toBe(200);
  });

  it('reads .env, also with a byte order mark, CRLF, quotes and comments', async () => {
    const folder = newFolder();
    const { href } = await newDatabase();
    const lines = [
      `\ufeffDATABASE_URL="${href}"`,
      '# PORT=1',
      'export LOG_REQUESTS=false # quiet',
      '',
    ];
    await writeFile(join(folder, '.env'), lines.join('\r\n'));
    const program = await startProgram(folder);
    expect(existsSync(join(folder, '.data'))).toBe(false);
    expect((await program.client.get('/health/ready')).status).toBe(200);
    program.kill('SIGTERM');
    await program.exited;
    expect(program.output).not.toContain('GET /health/ready');
  });

  it('exits with one line when a # cuts DATABASE_URL in .env, or .env is no file', async () => {
    const folder = newFolder();
    await writeFile(join(folder, '.env'), 'DATABASE_URL=postgres://me:pass#word@localhost/db\n');
    const cut = new Program(folder);
    expect(await cut.exited).toEqual([1, null]);
    expect(cut.output).toMatch(/^The settings .+\n {2}DATABASE_URL must be .+ %23 .+\.\n$/);
    await rm(join(folder, '.env'));
    await mkdir(join(folder, '.env'));
    const unreadable = new Program(folder);
    expect(await unreadable.exited).toEqual([1, null]);
    expect(unreadable.output).toMatch(/^\.env cannot be read: .+\n$/);
  });

  it('exits at once with one line when DATABASE_URL is wrong', async () => {
    for (const part of ['password', 'pathname'] as const) {
      const url = await newDatabase();
      url[part] = 'wrong';
      const program = new Program(newFolder(), { DATABASE_URL: url.href });
      expect(await program.exited).toEqual([1, null]);
      // Without a line for another attempt.
      expect(program.output).toMatch(/^The database of DATABASE_URL cannot be used: .+\n$/);
    }
  });
});
