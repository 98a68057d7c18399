import { execFile, execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { toSpawnOptions, type PostgresBinaries } from './postgres-binaries.js';

const execFileAsync = promisify(execFile);
const NAME = 'embedded-postgres';

/** Why a database cannot be created, by the system's code, and what to do. */
const ADVICE: Partial<Record<string, string>> = {
  EEXIST: 'a part of that path is a file. Rename it',
  ENOTDIR: 'a part of that path is a file. Rename it',
  ENOTEMPTY: 'that folder has other files. Empty it',
  ENOENT: 'the working folder was removed. Start the app in another',
};

/** No process has this ID. */
const NO_PID = 2 ** 31 - 1;

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
  const flags = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${password}`];
  // Without these, the encoding depends on the environment.
  flags.push('--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  if (prefix === undefined) flags.push('--no-sync');
  flags.push('--no-instructions', '-D', join(folder, 'data'));
  await execFileAsync(join(bin, 'initdb'), flags, toSpawnOptions(user)).catch(async (error) => {
    await rm(folder, { recursive: true });
    throw error;
  });
  return folder;
}

/**
 * Opens a folder whose data are kept, and creates it when it is missing.
 *
 * @param report is told before a database is created
 * @throws when it is in use, belongs to another OS user, or has another major version
 */
export async function openFolder(
  postgres: PostgresBinaries,
  directory: string,
  report: (message: string) => void,
): Promise<string> {
  const { user, majorVersion } = postgres;
  let folder = directory;
  try {
    folder = resolve(directory);
    // The user that runs PostgreSQL for root may not have access to the project folder.
    const hash = createHash('sha256').update(folder).digest('hex').slice(0, 16);
    if (user) folder = `/var/tmp/${NAME}-${hash}`;
    if (!(await readMajorVersion(folder))) await createKeptFolder(postgres, folder, report);
  } catch (error) {
    const reason = toReason(error);
    throw new Error(
      `The database cannot be created in ${folder} (${reason}): ` +
        `${ADVICE[reason] ?? 'start the app where its user can write'}, ` +
        'or set DATABASE_URL to a server of your own.',
      { cause: error },
    );
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
async function createKeptFolder(
  postgres: PostgresBinaries,
  folder: string,
  report: (message: string) => void,
): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  // `rename` would find out after the database is made.
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries.length > 0) throw Object.assign(new Error(), { code: 'ENOTEMPTY' });
  report(`PostgreSQL makes a database in ${folder}, which takes some seconds.`);
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
    // A fast shutdown: open transactions are rolled back, and the data are written to disk.
    if (!hasWatchdog) sendSignal(server.pid, 'SIGINT');
    if (Date.now() - startedAt > (hasWatchdog ? 5_000 : 60_000)) return throwIfInUse(folder);
  }
}

/** The process IDs of the server, the application that started it, and the watchdog that will stop it. */
async function findRunningServer(
  folder: string,
): Promise<{ pid: number; appPid: number; watchdogPid: number } | undefined> {
  const lockFile = join(folder, 'data', 'postmaster.pid');
  const lock = await readFile(lockFile, 'utf8').catch(() => '');
  const pid = parseInt(lock);
  if (!pid) return undefined;
  const commandLine = readCommandLine(pid);
  const [, app, path, watchdog] =
    /app\.pid=(\d+) -c app\.folder=(.*) -c watchdog\.pid=(\d+)/.exec(commandLine) ?? [];
  if (path === folder) return { pid, appPid: Number(app), watchdogPid: Number(watchdog) };
  // Any process may have this ID by now: after a reboot, or as a zombie, which in a container nobody collects. Then
  // PostgreSQL would not start. It goes on to check whether a process of the old server still uses the data.
  const isOther = path !== undefined || !commandLine.includes('postgres');
  if (isOther) await writeFile(lockFile, lock.replace(/^\d+/, String(NO_PID)));
  return undefined;
}

/** Empty when the process has exited, also of a zombie. */
function readCommandLine(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      : execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The process has exited in the meantime.
  }
}

async function readMajorVersion(folder: string): Promise<string | undefined> {
  return (
    await readFile(join(folder, 'data', 'PG_VERSION'), 'utf8').catch(() => undefined)
  )?.trim();
}
