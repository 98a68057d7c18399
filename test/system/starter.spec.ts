import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { PROJECT } from '../support/program.js';

/* A team follows the README: each command in a copy of the project, and then the tests. */

const MINUTES = 60_000;
jest.setTimeout(12 * MINUTES);

const LEFT_BEHIND = [
  '.git',
  '.data',
  'node_modules',
  'dist',
  'test/clients/generated',
  'test/clients/items/generated',
];
const readme = await readFile('README.md', 'utf8');
const [, block = ''] = /## Use it as a starter[^]+?```sh\n([^]+?)```/.exec(readme) ?? [];
const commands = block
  .trim()
  .split('\n')
  .map((line) => line.split('#', 1)[0].trim());
let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'starter-'));
  const filter = (path: string): boolean => !LEFT_BEHIND.includes(relative(PROJECT, path));
  await cp(PROJECT, copy, { recursive: true, filter });
  await symlink(join(PROJECT, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rm(copy, { recursive: true, force: true }));

/** Runs a command in the copy; fails with its output unless it exits with 0. */
async function run(command: string): Promise<void> {
  const env: NodeJS.ProcessEnv = { ...process.env, DATABASE_URL: process.env.TEST_SERVER_URL };
  delete env.JEST_WORKER_ID;
  const options = { cwd: copy, env, maxBuffer: 2 ** 26, timeout: 5 * MINUTES };
  await promisify(execFile)('sh', ['-c', command], options).catch((error: unknown) => {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command}\n${stdout}\n${stderr}`.slice(-20_000));
  });
}

it('has the commands of the README', () => {
  expect(commands.map((command) => command.split(' ')[2])).toEqual([
    'rename',
    'new:resource',
    'drop:resource',
    'drop:resource',
  ]);
});

it('passes all tests after the project is renamed and has a new resource', async () => {
  for (const command of commands.slice(0, 2)) await run(command);
  await run('npm test');
});

it('passes all tests after items are dropped, and after users are', async () => {
  for (const command of commands.slice(2)) {
    await run(command);
    await run('npm test');
  }
});
