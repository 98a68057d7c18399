import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

/*
 * `npm run new:resource orders`: copies the resource of the tests, `test/support/things`, under another name,
 * and adds it to the application. `--singular` names one of them, where that is not the plural less its `s`.
 */

const USAGE =
  'Usage: npm run new:resource orders, or: npm run new:resource people -- --singular person';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { singular: { type: 'string' } },
});
const [plural = ''] = positionals;
const singular = values.singular ?? plural.replace(/ies$/, 'y').replace(/s$/, '');
if (![plural, singular].every((name) => /^[a-z]+$/.test(name)) || plural === singular) {
  fail(USAGE);
}
if (existsSync(`src/${plural}`)) fail(`src/${plural} exists already.`);

const name = capitalize(plural);
const timestamp = Date.now();
const template = 'test/support/things';
const migration = `src/database/migrations/${timestamp}-create-${plural}.ts`;
const files = {
  [`${template}/things.module.ts`]: `src/${plural}/${plural}.module.ts`,
  [`${template}/things.controller.ts`]: `src/${plural}/${plural}.controller.ts`,
  [`${template}/things.service.ts`]: `src/${plural}/${plural}.service.ts`,
  [`${template}/things.problems.ts`]: `src/${plural}/${plural}.problems.ts`,
  [`${template}/thing.entity.ts`]: `src/${plural}/${singular}.entity.ts`,
  [`${template}/dto/thing.dto.ts`]: `src/${plural}/dto/${singular}.dto.ts`,
  [`${template}/dto/put-thing.dto.ts`]: `src/${plural}/dto/put-${singular}.dto.ts`,
  [`${template}/create-things.ts`]: migration,
  'test/api/things.e2e-spec.ts': `test/api/${plural}.e2e-spec.ts`,
};

for (const [source, target] of Object.entries(files)) {
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, rename(await readFile(source, 'utf8')));
}
await addToList(
  'src/app.module.ts',
  'imports: [',
  `${name}Module`,
  `./${plural}/${plural}.module.js`,
);
await addToList(
  'src/database/data-source-options.ts',
  'const MIGRATIONS = [',
  `Create${name}${timestamp}`,
  migration.replace('src/database', '.').replace(/ts$/, 'js'),
);
await addRequests();
const written = [
  ...Object.values(files),
  'src/app.module.ts',
  'src/database/data-source-options.ts',
];
execFileSync('npx', ['prettier', '--write', '--log-level=warn', ...written], { stdio: 'inherit' });
execFileSync('npm', ['run', '--silent', 'openapi'], { stdio: 'inherit' });
console.log(`Written:\n  ${written.join('\n  ')}
  requests.http
Generated: openapi.json, the table in README.md
Next: give ${singular}.entity.ts, its DTOs, the migration and the upsert in ${plural}.service.ts the fields
of ${withArticle(singular)}, and run npm run test:only -- test/api/${plural}`);

/** The template with the names of the new resource, and the paths of its imports. */
function rename(text) {
  return text
    .replace("import { useThings } from '../support/things/use-things.js';\n", '')
    .replace(
      "{ logInAsMember } from '../support/app.js'",
      "{ logInAsMember, useApp } from '../support/app.js'",
    )
    .replace('useThings()', 'useApp()')
    .replaceAll("'../../../../src/", "'../../")
    .replaceAll("'../../../src/", "'../")
    .replaceAll(/\b([Aa]) (?=thing\b)/g, (_, a) => `${/^[aeiou]/.test(singular) ? `${a}n` : a} `)
    .replaceAll('1700000000010', String(timestamp))
    .replaceAll('things', plural)
    .replaceAll('Things', name)
    .replaceAll(/(?<!no)thing/g, singular)
    .replaceAll('THING', singular.toUpperCase())
    .replaceAll('Thing', capitalize(singular));
}

/** Adds a class to the end of a list, before the modules that describe or fill the others. */
async function addToList(file, start, entry, path) {
  const text = await readFile(file, 'utf8');
  const end = text.indexOf(']', text.indexOf(start));
  const list = text.slice(text.indexOf(start), end).trimEnd().replace(/,$/, '');
  const at = text.lastIndexOf('\nimport ') + 1;
  const changed = text.replace(text.slice(text.indexOf(start), end), `${list}, ${entry}`);
  await writeFile(
    file,
    `${changed.slice(0, at)}import { ${entry} } from '${path}';\n${changed.slice(at)}`,
  );
}

/** Before those that are of no resource. */
async function addRequests() {
  const requests = rename(await readFile(`${template}/things.http`, 'utf8'));
  const text = await readFile('requests.http', 'utf8');
  const at = text.indexOf('### 204 lists the methods of a path');
  await writeFile('requests.http', `${text.slice(0, at)}${requests}\n${text.slice(at)}`);
}

function withArticle(noun) {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function capitalize(word) {
  return word[0].toUpperCase() + word.slice(1);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
