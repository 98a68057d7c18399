import { execFile, execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chown, lstat, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { spawnOptions, type PostgresBinaries } from './postgres-binaries.js';

const run = promisify(execFile);
const project = 'nest-response-codes';

/** Process numbers: a server at work, the app that started it, the watchdog that will end it. */
interface RunningServer {
  readonly pid: number;
  readonly app: number;
  readonly watchdog: number;
}

/** A new folder `<prefix>-<random>`: `data`, and the `password` of the user postgres. */
export async function createFolder(
  { bin, user }: PostgresBinaries,
  prefix?: string,
): Promise<string> {
  const folder = await mkdtemp(`${prefix ?? join(user ? '/var/tmp' : tmpdir(), project)}-`);
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
  // Otherwise the encoding follows the environment.
  flags.push('--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  if (prefix === undefined) flags.push('--no-sync');
  try {
    await run(join(bin, 'initdb'), [...flags, '-D', join(folder, 'data')], spawnOptions(user));
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
  return folder;
}

/** A folder whose data stay, made if it is missing. Throws when it is in use, or of no use. */
export async function openFolder(postgres: PostgresBinaries, directory: string): Promise<string> {
  const { user, major } = postgres;
  // The user that runs PostgreSQL for root may not be able to enter the project.
  const hash = createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 16);
  const folder = user ? `/var/tmp/${project}-${hash}` : resolve(directory);

  if (!(await majorOf(folder))) {
    await mkdir(dirname(folder), { recursive: true });
    // Made elsewhere and renamed, so that a first start cut short leaves no half of a database.
    const made = await createFolder(postgres, folder);
    try {
      await rename(made, folder);
    } catch (error) {
      await rm(made, { recursive: true });
      // Another start may have been faster; then its database is as good.
      if (!(await majorOf(folder))) throw error;
    }
  }
  if (user && (await lstat(folder)).uid !== user.uid) {
    throw new Error(
      `${folder} belongs to somebody else than the user that runs PostgreSQL for root: remove it.`,
    );
  }
  const found = await majorOf(folder);
  if (found !== major) {
    throw new Error(
      `The database in ${folder} was made by PostgreSQL ${found}, and this is PostgreSQL ${major}: ` +
        'remove that folder to begin with an empty database.',
    );
  }
  await untilFree(folder);
  return folder;
}

/** Throws if a server is at work in the folder. */
export async function refuseIfInUse(folder: string): Promise<void> {
  const server = await runningServer(folder);
  if (!server) return;
  throw new Error(
    `The database in ${folder} is in use by another start of this app (process ${server.app}): ` +
      'end that one, or set DATABASE_URL to a server of your own.',
  );
}

/** A server with a watchdog may be about to end. One whose watchdog was killed has to be ended. */
async function untilFree(folder: string): Promise<void> {
  const begin = Date.now();
  for (let server; (server = await runningServer(folder)); await sleep(50)) {
    const watched = commandOf(server.watchdog).includes('watchdog');
    if (!watched) interrupt(server.pid);
    if (Date.now() - begin > (watched ? 5_000 : 60_000)) return refuseIfInUse(folder);
  }
}

async function runningServer(folder: string): Promise<RunningServer | undefined> {
  const lock = join(folder, 'data', 'postmaster.pid');
  const pid = Number((await readFile(lock, 'utf8').catch(() => '')).split('\n')[0]);
  if (!pid) return undefined;
  const command = commandOf(pid);
  const [, app, watchdog] = /app\.pid=(\d+) .*watchdog\.pid=(\d+)/.exec(command) ?? [];
  if (app && watchdog) return { pid, app: Number(app), watchdog: Number(watchdog) };
  // After a reboot the number may be that of any process, for which PostgreSQL would not start.
  if (command && !command.includes('postgres')) await rm(lock, { force: true });
  return undefined;
}

/** The command line of a process, or ''. A number alone may by now be that of another process. */
function commandOf(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      : execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

/** A "fast shutdown": open transactions are rolled back, the data are written out. */
function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    // It has ended meanwhile.
  }
}

async function majorOf(folder: string): Promise<string | undefined> {
  return (
    await readFile(join(folder, 'data', 'PG_VERSION'), 'utf8').catch(() => undefined)
  )?.trim();
}
