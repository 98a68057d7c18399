import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { cp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PROJECT, type Program, startProgram } from '../support/program.js';

/* A team deletes the demo as the README says: the folder, and one word in package.json. */

jest.setTimeout(600_000);

const LEFT_BEHIND = ['.git', '.data', 'node_modules', 'dist'];
const copy = mkdtempSync(join(tmpdir(), 'without-demo-'));

beforeAll(async () => {
  const filter = (path: string): boolean => !LEFT_BEHIND.includes(relative(PROJECT, path));
  await cp(PROJECT, copy, { recursive: true, filter });
  await symlink(join(PROJECT, 'node_modules'), join(copy, 'node_modules'));
  await rm(join(copy, 'demo'), { recursive: true, force: true });
  const file = join(copy, 'package.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('dist/demo/main.js', 'dist/src/main.js'));
});

afterAll(() => rm(copy, { recursive: true, force: true }));

/** Runs a command in the copy, and shows what it prints. Fails unless it exits with 0. */
async function run(command: string): Promise<void> {
  const env: NodeJS.ProcessEnv = { ...process.env, DATABASE_URL: process.env.TEST_SERVER_URL };
  delete env.JEST_WORKER_ID;
  const child = spawn('sh', ['-c', command], { cwd: copy, env, stdio: 'inherit' });
  expect(await once(child, 'exit')).toEqual([0, null]);
}

function start(env: NodeJS.ProcessEnv = {}): Promise<Program> {
  return startProgram(copy, env, ['npm', 'start']);
}

describe('Without the demo', () => {
  it('200, 401 and 404 after npm start, which has a PostgreSQL of its own', async () => {
    const { client, output } = await start();
    expect((await client.get('/health/ready')).status).toBe(200);
    const login = { email: 'ada@example.com', password: 'correct horse battery staple' };
    expect((await client.post('/auth/login', login)).status).toBe(401);
    expect((await client.get('/')).status).toBe(404);
    expect(output).toContain('Listening at http://');
  });

  it('passes what npm test does before the tests, and some of them', async () => {
    await run(
      'npm run compile && npm run lint && npm run jest -- dist/test/config dist/test/template',
    );
  });
});
