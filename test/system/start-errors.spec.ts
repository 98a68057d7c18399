import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createDatabase, TOKEN_SECRET } from '../support/app.js';
import { listen, newDatabase, newFolder, PROJECT, toDataFolderOfRoot } from '../support/program.js';

/** Runs the service in a folder until it exits, which a failed start does by itself. */
function start(
  env: NodeJS.ProcessEnv,
  folder = newFolder(),
): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(PROJECT, 'dist/src/main.js')],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, PORT: '0', TOKEN_SECRET, ...env },
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
}

describe('A start that fails', () => {
  it('exits with 1 and one line when PORT is in use', async () => {
    const DATABASE_URL = (await newDatabase()).href;
    const port = await listen(createServer());
    expect(start({ DATABASE_URL, PORT: String(port) })).toEqual({
      status: 1,
      stdout: '',
      stderr: `PORT ${port} on HOST localhost cannot be used: EADDRINUSE.\n`,
    });
  });

  // An address for documentation (RFC 5737), and a name that never exists (RFC 2606).
  it.each([
    ['192.0.2.1', 'EADDRNOTAVAIL'],
    ['service.invalid', '(?:ENOTFOUND|EAI_AGAIN)'],
  ])('exits with 1 and one line for HOST=%s', async (HOST, code) => {
    const DATABASE_URL = (await newDatabase()).href;
    const { status, stdout, stderr } = start({ DATABASE_URL, HOST });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(new RegExp(`^PORT 0 on HOST ${HOST} cannot be used: ${code}\\.\\n$`));
  });

  it('exits with 1 and one line when PORT is in use, before it makes a PostgreSQL', async () => {
    const folder = newFolder();
    const port = await listen(createServer());
    const { status, stdout, stderr } = start({ PORT: String(port) }, folder);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`PORT ${port} on HOST localhost cannot be used: EADDRINUSE.\n`);
    expect([join(folder, '.data'), toDataFolderOfRoot(folder)].filter(existsSync)).toEqual([]);
  });

  it('exits with 1 and one line when its working folder was removed', () => {
    const script = 'rmdir "$PWD" && exec "$0" "$1"';
    const main = join(PROJECT, 'dist/src/main.js');
    const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, main], {
      cwd: newFolder(),
      encoding: 'utf8',
    });
    expect(stderr).toBe('The working folder was removed: start the app in another.\n');
    expect(status).toBe(1);
  });

  it('exits with 1 and one line when the folder of its database cannot be created', async () => {
    const folder = newFolder();
    // Not by permissions, which do not stop root.
    for (const file of [join(folder, '.data'), toDataFolderOfRoot(folder)])
      await writeFile(file, '');
    const { status, stdout, stderr } = start({}, folder);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^The database cannot be created in .+ \(E[A-Z]+\): a part of that path is a file\. .+DATABASE_URL.+\n$/,
    );
  });

  it('exits with 1 and names the encoding of a database that is not in UTF-8', async () => {
    const latin1 = `ENCODING 'LATIN1' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`;
    const DATABASE_URL = (await newDatabase(() => createDatabase(latin1))).href;
    expect(start({ DATABASE_URL })).toMatchObject({
      status: 1,
      stderr:
        'The database of DATABASE_URL cannot be used: its encoding is LATIN1, and must be UTF8.\n',
    });
  });

  it.each([
    ['an invalid percent-encoding in its password', 'postgres://me:12%zz@127.0.0.1/name', '%25'],
    ['a # in its password', 'postgres://me:12#34@127.0.0.1/name', 'a URL'],
    ['lost what follows a # in .env', 'postgres://me:12', 'a URL'],
  ])('exits with 1 and names the setting when DATABASE_URL has %s', (_, DATABASE_URL, hint) => {
    const { status, stdout, stderr } = start({ DATABASE_URL });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^The settings cannot be used:\n {2}DATABASE_URL must .+\.\n$/);
    expect(stderr).toContain(hint);
    expect(stderr).not.toContain('12');
  });
});
