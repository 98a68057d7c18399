import { execFile, execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chown, lstat, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { toSpawnOptions, type PostgresBinaries } from './postgres-binaries.js';

const execFileAsync = promisify(execFile);
const NAME = 'embedded-postgres';

/** Process IDs: of the server, the application that started it, the watchdog that will stop it. */
interface RunningServer {
  readonly pid: number;
  readonly appPid: number;
  readonly watchdogPid: number;
}

/** Creates `<prefix>-<random>`, with `data` and the `password` of the user postgres. */
export async function createFolder(
  { bin, user }: PostgresBinaries,
  prefix?: string,
): Promise<string> {
  const folder = await mkdtemp(`${prefix ?? join(user ? '/var/tmp' : tmpdir(), NAME)}-`);
  const password = join(folder, 'password');
  await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (user) {
    await chown(password, user.uid, user.gid);
    await chown(folder, user.uid, user.gid);
  }
  const flags = [
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${password}`,
    '--no-instructions',
  ];
  // Without these, the encoding depends on the environment.
  flags.push('--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  if (prefix === undefined) flags.push('--no-sync');
  try {
    await execFileAsync(
      join(bin, 'initdb'),
      [...flags, '-D', join(folder, 'data')],
      toSpawnOptions(user),
    );
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
  return folder;
}

/**
 * Opens a folder whose data are kept, and creates it when it is missing.
 *
 * @throws when it is in use, belongs to another OS user, or has another major version
 */
export async function openFolder(postgres: PostgresBinaries, directory: string): Promise<string> {
  const { user, majorVersion } = postgres;
  // The user that runs PostgreSQL for root may not have access to the project folder.
  const hash = createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 16);
  const folder = user ? `/var/tmp/${NAME}-${hash}` : resolve(directory);

  if (!(await readMajorVersion(folder))) {
    await createKeptFolder(postgres, folder).catch((error: unknown) => {
      throw new Error(
        `The database of the demo cannot be created in ${folder} (${toReason(error)}): ` +
          'start the app where its user can write, or set DATABASE_URL to a server of your own.',
        { cause: error },
      );
    });
  }
  if (user && (await lstat(folder)).uid !== user.uid) {
    throw new Error(
      `${folder} does not belong to the user that runs PostgreSQL for root. Remove it.`,
    );
  }
  const foundVersion = await readMajorVersion(folder);
  if (foundVersion !== majorVersion) {
    throw new Error(
      `The database in ${folder} was made by PostgreSQL ${foundVersion}, ` +
        `and this is PostgreSQL ${majorVersion}: remove that folder to start with an empty database.`,
    );
  }
  await waitUntilFree(folder);
  return folder;
}

/** Created elsewhere and renamed, so that an interrupted first start leaves no partial database. */
async function createKeptFolder(postgres: PostgresBinaries, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const created = await createFolder(postgres, folder);
  try {
    await rename(created, folder);
  } catch (error) {
    await rm(created, { recursive: true });
    // Another start may have been faster. Its database is just as good.
    if (!(await readMajorVersion(folder))) throw error;
  }
}

/** The system's code, such as EACCES, or the error that initdb printed. */
function toReason(error: unknown): string {
  const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
  return typeof code === 'string' ? code : (/^initdb: .+/m.exec(stderr ?? '')?.[0] ?? message);
}

/** @throws when a server runs in the folder */
export async function throwIfInUse(folder: string): Promise<void> {
  const server = await findRunningServer(folder);
  if (!server) return;
  throw new Error(
    `The database in ${folder} is in use by another start of this app (process ${server.appPid}): ` +
      'end that one, or set DATABASE_URL to a server of your own.',
  );
}

/** A server with a watchdog may be about to stop. One whose watchdog was killed is stopped here. */
async function waitUntilFree(folder: string): Promise<void> {
  const startedAt = Date.now();
  for (let server; (server = await findRunningServer(folder)); await sleep(50)) {
    const hasWatchdog = readCommandLine(server.watchdogPid).includes('watchdog');
    if (!hasWatchdog) requestFastShutdown(server.pid);
    if (Date.now() - startedAt > (hasWatchdog ? 5_000 : 60_000)) return throwIfInUse(folder);
  }
}

async function findRunningServer(folder: string): Promise<RunningServer | undefined> {
  const lockFile = join(folder, 'data', 'postmaster.pid');
  const pid = Number((await readFile(lockFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (!pid) return undefined;
  const commandLine = readCommandLine(pid);
  const [, app, watchdog] = /app\.pid=(\d+) .*watchdog\.pid=(\d+)/.exec(commandLine) ?? [];
  if (app && watchdog) return { pid, appPid: Number(app), watchdogPid: Number(watchdog) };
  // After a reboot, any process may have this ID, and PostgreSQL would then refuse to start.
  if (commandLine && !commandLine.includes('postgres')) await rm(lockFile, { force: true });
  return undefined;
}

/** Empty when the process has exited. Needed because another process may have the ID by now. */
function readCommandLine(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      : execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

/** PostgreSQL then rolls back open transactions and writes the data to disk. */
function requestFastShutdown(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    // The process has exited in the meantime.
  }
}

async function readMajorVersion(folder: string): Promise<string | undefined> {
  return (
    await readFile(join(folder, 'data', 'PG_VERSION'), 'utf8').catch(() => undefined)
  )?.trim();
}
