import { afterAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, mkdtempSync, readdirSync } from 'node:fs';
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { networkInterfaces, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Client, type DatabaseError } from 'pg';
import { type EmbeddedPostgresOptions, startEmbeddedPostgres } from '#embedded-postgres';

const compiled = fileURLToPath(new URL('../../src/', import.meta.url));
const settings = { fsync: 'off' };
const scratch = mkdtempSync(join(tmpdir(), "it's a test "));
const directory = join(scratch, '"$data"');
const removed = join(scratch, 'removed');
const folders = new Set([scratch]);
const children = new Set<ChildProcess>();
const servers: { stop(): Promise<void> }[] = [];

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const server of servers) await server.stop();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function query(url: string, sql: string): Promise<Record<string, string>> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A server that stops ends the connection, maybe between two calls.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, string>>(sql)).rows[0] ?? {};
  } finally {
    await client.end();
  }
}

/** Tries to connect: returns `connected`, or the code of the error. */
async function tryConnect(url: string): Promise<string | undefined> {
  const code = (error: DatabaseError): string | undefined => error.code;
  return query(url, 'SELECT 1').then(() => 'connected', code);
}

async function untilStopped(url: string, folder = ''): Promise<void> {
  for (let i = 0; (await tryConnect(url)) !== 'ECONNREFUSED' || existsSync(folder); i++) {
    if (i === 1_200) throw new Error(`${url} or ${folder} still exists after a minute`);
    await sleep(50);
  }
}

async function findFolder(url: string): Promise<string> {
  const folder = dirname((await query(url, 'SHOW data_directory')).data_directory ?? '');
  folders.add(folder);
  return folder;
}

async function start(options: EmbeddedPostgresOptions = {}) {
  const server = await startEmbeddedPostgres({ settings, ...options });
  servers.push(server);
  return { ...server, folder: await findFolder(server.url) };
}

const starter = `
  const { startEmbeddedPostgres } = await import(process.argv[1]);
  const server = await startEmbeddedPostgres(JSON.parse(process.argv[2]));
  console.log(server.url);
  process.stdin.resume(); // keeps the process alive until the test ends it
`;

/** Starts a server from a Node process in its own process group, as a shell runs `npm start`. */
async function startInProcess(
  options: EmbeddedPostgresOptions = {},
  script = '',
  from = compiled,
  env: NodeJS.ProcessEnv = {},
) {
  const module = pathToFileURL(join(from, 'embedded-postgres.js')).href;
  const node = ['--input-type=module', '--eval', starter + script, module];
  const child = spawn(process.execPath, [...node, JSON.stringify({ settings, ...options })], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, LANG: 'POSIX', LC_ALL: 'POSIX', ...env },
  });
  children.add(child);
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => String((await lines.next()).value);
  const url = await nextLine();
  return { child, ended, nextLine, url, folder: await findFolder(url) };
}

describe('startEmbeddedPostgres', () => {
  it('starts a server that uses UTF8 regardless of the locale of the environment', async () => {
    const { child, url, folder } = await startInProcess();
    const sql = "SELECT current_setting('server_encoding') AS encoding, upper('é') AS upper";
    expect(await query(url, sql)).toEqual({ encoding: 'UTF8', upper: 'É' });
    child.stdin.end();
    await untilStopped(url, folder);
  });

  it('is found by its own clients whatever the variables of libpq say', async () => {
    const script = `
      const { default: pg } = await import('pg');
      const client = new pg.Client(server.url);
      await client.connect();
      console.log((await client.query("SELECT current_setting('work_mem') AS it")).rows[0].it);
      await client.end();
    `;
    const env = {
      PGSSLMODE: 'require',
      PGOPTIONS: '-c work_mem=64kB',
      PGDATA: '/nowhere',
      PGPORT: '1',
      PGSERVICE: 'other',
    };
    const { child, nextLine, url, folder } = await startInProcess({}, script, compiled, env);
    expect(await nextLine()).toBe('4MB');
    child.stdin.end();
    await untilStopped(url, folder);
  });

  it('keeps the data in the given folder, and uses the given port again', async () => {
    const first = await start({ directory });
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await start({ directory, port: first.port });
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual({ answer: 42 });
    expect((await stat(join(second.folder, 'password'))).mode & 0o777).toBe(0o600);
    await second.stop();
  });

  it('removes its temporary folder when it stops', async () => {
    const server = await start();
    await server.stop();
    expect(existsSync(server.folder)).toBe(false);
    expect(await tryConnect(server.url)).toBe('ECONNREFUSED');
  });

  it('listens on the loopback interface only, and requires the password', async () => {
    const { url, ...server } = await start({ directory });
    const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const others = addresses.filter(({ family, internal }) => family === 'IPv4' && !internal);
    for (const { address } of others) {
      expect(await tryConnect(url.replace('127.0.0.1', address))).toBe('ECONNREFUSED');
    }
    expect(await query(url, 'SHOW unix_socket_directories')).toEqual({
      unix_socket_directories: '',
    });
    expect(await tryConnect(url.replace(/[^:]+@/, 'wrong@'))).toBe('28P01');
    await server.stop();
  });

  it('shows the end of the log when the server does not start, and passes settings unchanged', async () => {
    const wrong = `it's "$HOME" \`id\` \\`;
    await expect(start({ directory, settings: { shared_buffers: wrong } })).rejects.toThrow(
      `FATAL:  invalid value for parameter "shared_buffers": "${wrong}"`,
    );
  });

  it('rejects a folder that another process uses, and accepts it after that process has ended', async () => {
    const { child, ended, folder } = await startInProcess({ directory });
    await expect(start({ directory })).rejects.toThrow(
      `The database in ${folder} is in use by another start of this app (process ${child.pid}): ` +
        'end that one, or set DATABASE_URL to a server of your own.',
    );
    child.kill('SIGKILL');
    await ended;
    const server = await start({ directory });
    await server.stop();
  });

  it('lets only one of two simultaneous first starts succeed', async () => {
    const raced = { directory: join(scratch, 'raced') };
    const starts = await Promise.allSettled([start(raced), start(raced)]);
    starts.sort((a, b) => a.status.localeCompare(b.status));
    expect(starts).toMatchObject([
      { status: 'fulfilled', value: { port: expect.any(Number) } },
      { status: 'rejected', reason: { message: expect.stringContaining('is in use by another') } },
    ]);
  });

  it('starts when another process now has the process id of a dead server', async () => {
    const first = await start({ directory });
    await first.stop();
    await writeFile(join(first.folder, 'data', 'postmaster.pid'), `${process.pid}\n`);
    const server = await start({ directory });
    expect(await tryConnect(server.url)).toBe('connected');
    await server.stop();
  });

  it('starts when a zombie has the process id of a dead server', async () => {
    const first = await start({ directory });
    await first.stop();
    // `exec` leaves a parent that collects no child.
    const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 600']);
    children.add(parent);
    const [pid] = (await once(parent.stdout, 'data')) as [Buffer];
    await writeFile(join(first.folder, 'data', 'postmaster.pid'), pid);
    const server = await start({ directory });
    expect(await tryConnect(server.url)).toBe('connected');
    await server.stop();
  });

  it('starts when the server of another folder now has the process id of a dead server', async () => {
    const other = await start({ directory: join(scratch, 'other') });
    const first = await start({ directory });
    await first.stop();
    await writeFile(join(first.folder, 'data', 'postmaster.pid'), `${other.pid}\n`);
    const server = await start({ directory });
    expect(await tryConnect(server.url)).toBe('connected');
    await server.stop();
    expect(await tryConnect(other.url)).toBe('connected');
    await other.stop();
  });

  it('stops the server within seconds, and says so, when its folder is removed', async () => {
    let tell: (message: string) => void = () => undefined;
    const told = new Promise((resolve) => (tell = resolve));
    const report = (message: string): void => void (message.includes('removed') && tell(message));
    const server = await start({ directory: removed, report });
    await rm(server.folder, { recursive: true });
    expect(await told).toBe(
      `PostgreSQL has stopped, because ${server.folder} was removed: start the app again.`,
    );
    await untilStopped(server.url);
    await server.stop();

    // The same place cannot have a database while something else is there.
    const reports: string[] = [];
    const options = { directory: removed, report: (message: string) => void reports.push(message) };
    await writeFile(server.folder, '');
    await expect(start(options)).rejects.toThrow(
      '(ENOTDIR): a part of that path is a file. Rename it, or set DATABASE_URL',
    );
    await rm(server.folder);
    await mkdir(server.folder);
    await writeFile(join(server.folder, 'other'), '');
    await expect(start(options)).rejects.toThrow(
      '(ENOTEMPTY): that folder has other files. Empty it, or set DATABASE_URL',
    );
    expect(reports).toEqual([]);
  });

  it('finds out before a database is made that the port is in use', async () => {
    const port = Number(new URL((await start({ directory })).url).port);
    const unused = join(scratch, 'unused');
    await expect(start({ directory: unused, port })).rejects.toThrow('EADDRINUSE');
    expect(existsSync(unused)).toBe(false);
    await servers.pop()?.stop();
  });

  it('rejects the data of another major version, and names the folder to remove', async () => {
    const server = await start({ directory });
    await server.stop();
    const version = join(server.folder, 'data', 'PG_VERSION');
    await writeFile(version, '17\n');
    await expect(start({ directory })).rejects.toThrow(
      `The database in ${server.folder} was made by PostgreSQL 17`,
    );
    await writeFile(version, '18\n');
  });
});

describe('When the process that started the server ends', () => {
  it('the server stops and its folder is removed, even after kill -9', async () => {
    const { child, url, folder } = await startInProcess();
    child.kill('SIGKILL');
    await untilStopped(url, folder);
  });

  it('the process does not wait for a server that it did not stop', async () => {
    const { child, url, ended } = await startInProcess({ directory });
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
    await untilStopped(url);
  });

  it('the next start replaces the server if the watchdog was killed too', async () => {
    const orphan = await startInProcess({ directory });
    const watchdog = await query(orphan.url, "SELECT current_setting('watchdog.pid') AS pid");
    process.kill(Number(watchdog.pid), 'SIGKILL');
    orphan.child.kill('SIGKILL');
    await orphan.ended;
    expect(await tryConnect(orphan.url)).toBe('connected');
    const server = await start({ directory });
    expect(await tryConnect(orphan.url)).toBe('ECONNREFUSED');
    expect(await query(server.url, 'SELECT answer FROM kept')).toEqual({ answer: 42 });
    await server.stop();
  });

  it('the next start works after kill -9 of both the process and the server', async () => {
    const dead = await startInProcess({ directory });
    const pid = parseInt(await readFile(join(dead.folder, 'data', 'postmaster.pid'), 'utf8'));
    process.kill(pid, 'SIGKILL');
    dead.child.kill('SIGKILL');
    await dead.ended;
    const server = await start({ directory });
    expect(await query(server.url, 'SELECT answer FROM kept')).toEqual({ answer: 42 });
    await server.stop();
  });

  it('the server outlives it when Ctrl-C interrupts the whole process group', async () => {
    const drain = `process.once('SIGINT', () => {
      console.log('draining');
      process.stdin.once('data', () => server.stop().then(() => process.exit()));
    });`;
    const { child, url, nextLine, ended } = await startInProcess({ directory }, drain);
    process.kill(-Number(child.pid), 'SIGINT');
    expect(await nextLine()).toBe('draining');
    expect(await tryConnect(url)).toBe('connected');
    child.stdin.write('drained');
    expect(await ended).toEqual([0, null]);
    expect(await tryConnect(url)).toBe('ECONNREFUSED');
  });
});

describe('An installation', () => {
  // A project that only its owner can read, as npm installs it without install scripts.
  const project = join(scratch, 'project');
  const before = readdirSync('/var/tmp');

  it('works without symbolic links in a project that other users cannot read, and never runs as root', async () => {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
    const binaries = dirname(dirname(createRequire(wrapper).resolve(platform)));
    const modules = join(project, 'node_modules');
    const filter = (path: string): boolean => !lstatSync(path).isSymbolicLink();
    await cp(compiled, join(project, 'dist'), { recursive: true });
    await cp(dirname(dirname(wrapper)), join(modules, 'embedded-postgres'), { recursive: true });
    await cp(binaries, join(modules, platform), { recursive: true, filter });
    await writeFile(join(project, 'package.json'), '{ "type": "module" }');
    const { child, url, folder } = await startInProcess({}, '', join(project, 'dist'));
    const copies = readdirSync('/var/tmp').filter((name) => name.includes('-codes-postgres-'));
    for (const name of copies) if (!before.includes(name)) folders.add(join('/var/tmp', name));
    expect(await tryConnect(url)).toBe('connected');
    expect((await stat(folder)).uid).not.toBe(0);
    child.stdin.end();
    await untilStopped(url, folder);
  });
});
