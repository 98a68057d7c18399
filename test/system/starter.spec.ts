import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
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

/** Runs a command in the copy, and shows what it prints: it may take minutes. Fails unless it exits with 0. */
async function run(command: string): Promise<void> {
  const env: NodeJS.ProcessEnv = { ...process.env, DATABASE_URL: process.env.TEST_SERVER_URL };
  delete env.JEST_WORKER_ID;
  const child = spawn('sh', ['-c', command], { cwd: copy, env, stdio: 'inherit' });
  expect(await once(child, 'exit')).toEqual([0, null]);
}

it('has the commands of the README', () => {
  expect(commands.map((command) => command.split(' ')[2])).toEqual([
    'rename',
    'new:resource',
    'drop:resource',
    'drop:resource',
    'drop:tour',
  ]);
});

it.each([
  ['the project is renamed and has a new resource', 0, 2, 'npm test'],
  // The tests of the document's clients and pages, which know no resource.
  ['items are dropped', 2, 3, 'npm test && npm run jest -- test/browser test/clients'],
  ['users and the tour are dropped', 3, 5, 'npm test'],
])('passes all tests after %s', async (_, begin, end, tests) => {
  for (const command of commands.slice(begin, end)) await run(command);
  await run(tests);
});
