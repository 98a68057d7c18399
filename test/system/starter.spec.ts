import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { listFiles } from '../../scripts/files.mjs';
import { PROJECT_NAME } from '../../src/auth/access-token.service.js';
import { PROJECT_TITLE } from '../../src/openapi.js';
import { PROJECT } from '../support/program.js';

/* A team makes the project its own: the commands of docs/starter.md, in a copy of the project. */

const MINUTES = 60_000;
jest.setTimeout(12 * MINUTES);

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'starter-'));
  for (const path of listFiles()) cpSync(path, join(copy, path));
  symlinkSync(join(PROJECT, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function run(command: string): { status: number | null; output: string } {
  const env: NodeJS.ProcessEnv = { ...process.env, DATABASE_URL: process.env.TEST_SERVER_URL };
  delete env.JEST_WORKER_ID;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd: copy,
    env,
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  return { status, output: stdout + stderr };
}

/** Runs a command that must succeed. Otherwise the failure shows what it printed. */
function succeed(command: string): string {
  const { status, output } = run(command);
  if (status !== 0) throw new Error(`${command} ended with ${status}:\n${output}`);
  return output;
}

/** A hash of each file of the copy, by its path. */
function readTree(): Record<string, string> {
  const toHash = (path: string): string =>
    createHash('sha1').update(readFileSync(path)).digest('hex');
  return Object.fromEntries(listFiles(copy).map((path) => [relative(copy, path), toHash(path)]));
}

function replaceIn(path: string, text: string, replacement: string): void {
  const before = readFileSync(join(copy, path), 'utf8');
  expect(before).toContain(text);
  writeFileSync(join(copy, path), before.replace(text, replacement));
}

describe('A command that is refused says why, and changes nothing', () => {
  it.each([
    ['new:resource', 'Give the plural'],
    ['new:resource -- Orders', 'Give the plural'],
    ['new:resource -- fish', 'Give the plural'],
    ['new:resource -- packages', '"package" is a word of the language'],
    ['new:resource -- references', '"references" cannot name a table'],
    ['new:resource -- modules', '"module" is a name that the files of a resource use'],
    ['new:resource -- columns', '"column" is a name that the files of a resource use'],
    ['new:resource -- promises', '"promise" is a class of JavaScript'],
    ['new:resource -- items', '"items" is in use in the document of the API'],
    ['new:resource -- problems', '"problems" is in use in the document of the API'],
    ['new:resource -- docs', '"docs" is in use in the document of the API'],
    ['new:resource -- logins', '"login" is in use in the document of the API'],
    ['new:resource -- prices', '"price" is in use in the document of the API'],
    ['new:resource -- admins', '"admin" is the name of a request in requests.http'],
    ['new:resource -- databases', 'src/database exists already'],
    ['drop:resource', 'is not a resource with a table'],
    ['drop:resource -- health', '"health" is not a resource'],
    ['drop:resource -- users', 'Users cannot be dropped'],
    ['drop:resource -- items', 'demo/demo.service.ts'],
    ['rename', 'Give a name'],
    ['rename -- "Two words"', 'Give a name'],
    ['rename -- express', 'so the next rename would change too much'],
  ])('npm run %s', (command, sentence) => {
    const before = readTree();
    const { status, output } = run(`npm run --silent ${command}`);
    expect(output).toContain(sentence);
    expect(status).toBe(1);
    expect(readTree()).toEqual(before);
  });
});

it('drop:resource names a later migration of a table that it would drop', () => {
  const path = 'src/database/migrations/1800000000000-add-colour.ts';
  writeFileSync(
    join(copy, path),
    'export const sql = `ALTER TABLE "item_tags" ADD colour text`;\n',
  );
  const before = readTree();
  const { status, output } = run('npm run --silent drop:resource -- items');
  expect(output).toContain(`Delete first what uses items:`);
  expect(output).toContain(path);
  expect(output).not.toContain('create-users.ts');
  expect(status).toBe(1);
  expect(readTree()).toEqual(before);
  rmSync(join(copy, path));
});

it('new:resource changes nothing when the project does not build', () => {
  const path = 'src/health/health.module.ts';
  const original = readFileSync(join(copy, path), 'utf8');
  replaceIn(path, 'export class', 'export clas');
  const before = readTree();
  const { status, output } = run('npm run --silent new:resource -- ships');
  expect(output).toContain('The project is as it was before.');
  expect(status).toBe(1);
  expect(readTree()).toEqual(before);
  writeFileSync(join(copy, path), original);
});

it('rename leaves no old name but in LICENSE, and can be undone', () => {
  const before = readTree();
  succeed('npm run rename -- my-shop "My shop"');
  const files = listFiles(copy).filter((path) => {
    const text = readFileSync(path, 'utf8');
    return text.includes(PROJECT_NAME) || text.includes(PROJECT_TITLE);
  });
  expect(files.map((path) => relative(copy, path))).toEqual(['LICENSE']);
  succeed(`npm run rename -- ${PROJECT_NAME} "${PROJECT_TITLE}"`);
  expect(readTree()).toEqual(before);
});

it('new:resource adds requests for each code, and drop:resource removes every trace', () => {
  const before = readTree();
  succeed('npm run new:resource -- people person');
  succeed('npm run test:only -- dist/demo/test/requests');
  succeed('npm run drop:resource -- people');
  expect(readTree()).toEqual(before);
});

it('npm test passes with a new resource, without items and without the demo', () => {
  rmSync(join(copy, 'demo'), { recursive: true });
  replaceIn('package.json', 'node dist/demo/main.js', 'node dist/src/main.js');
  succeed('npm run new:resource -- ships');
  succeed('npm run drop:resource -- imports');
  succeed('npm run drop:resource -- items');
  const output = succeed('npm test');
  expect(output).toMatch(/Contract: (\d+) of \1 documented codes seen/);
});
