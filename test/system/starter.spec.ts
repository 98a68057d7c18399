import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { listFiles } from '../../scripts/files.mjs';
import { PROJECT_NAME } from '../../src/auth/access-token.service.js';
import { PROJECT_TITLE } from '../../src/openapi.js';
import { startProgram } from '../support/program.js';
import { copyProject, runIn, succeedIn } from '../support/project-copy.js';

/* A team makes the project its own: the commands of docs/starter.md, in a copy of the project. */

const copy = copyProject();

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
    const { status, output } = runIn(copy, `npm run --silent ${command}`);
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
  const { status, output } = runIn(copy, 'npm run --silent drop:resource -- items');
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
  const { status, output } = runIn(copy, 'npm run --silent new:resource -- ships');
  expect(output).toContain('The project is as it was before.');
  expect(status).toBe(1);
  expect(readTree()).toEqual(before);
  writeFileSync(join(copy, path), original);
});

it('rename leaves no old name but in LICENSE, and can be undone', () => {
  const before = readTree();
  succeedIn(copy, 'npm run rename -- my-shop "My shop"');
  const files = listFiles(copy).filter((path) => {
    const text = readFileSync(path, 'utf8');
    return text.includes(PROJECT_NAME) || text.includes(PROJECT_TITLE);
  });
  expect(files.map((path) => relative(copy, path))).toEqual(['LICENSE']);
  succeedIn(copy, `npm run rename -- ${PROJECT_NAME} "${PROJECT_TITLE}"`);
  expect(readTree()).toEqual(before);
});

it('new:resource adds a resource, and drop:resource removes every trace of it', () => {
  const before = readTree();
  succeedIn(copy, 'npm run new:resource -- people person');
  succeedIn(copy, 'npm run drop:resource -- people');
  expect(readTree()).toEqual(before);
});

it('200, 401 and 404 after npm start without the demo, with a PostgreSQL of its own', async () => {
  rmSync(join(copy, 'demo'), { recursive: true });
  replaceIn('package.json', 'node dist/demo/main.js', 'node dist/src/main.js');
  succeedIn(copy, 'npm run --silent build');
  const { client, output } = await startProgram(copy, {}, ['npm', 'start']);
  expect((await client.get('/health/ready')).status).toBe(200);
  const login = { email: 'ada@example.com', password: 'correct horse battery staple' };
  expect((await client.post('/auth/login', login)).status).toBe(401);
  expect((await client.get('/')).status).toBe(404);
  expect(output).toContain('Listening at http://');
});

// The libraries import nothing of what changed, so their tests need not run again.
it('lint and tests pass with a new resource, without items and without the demo', () => {
  succeedIn(copy, 'npm run new:resource -- ships');
  succeedIn(copy, 'npm run drop:resource -- imports');
  succeedIn(copy, 'npm run drop:resource -- items');
  succeedIn(copy, 'npx tsc && npx eslint src test scripts && npx prettier --check .');
  const output = succeedIn(copy, 'npm run test:fast --ignore-scripts -- dist/libs/');
  expect(output).toMatch(/Contract: (\d+) of \1 documented codes seen/);
});
