import { existsSync, readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { execute, Refusal } from './changes.mjs';
import { listFiles } from './files.mjs';
import { listMigration } from './generated.mjs';

/*
 * `npm run new:resource -- orders`: copies the resource of the tests, test/template, under another name, and adds it
 * to the application. A second word is the singular where it is not found by rule: `people person`.
 */

const TEMPLATE = 'test/template';
const TIMESTAMP = String(Date.now());

/** Words of JavaScript and TypeScript that name no variable. */
const KEYWORDS = `arguments await break case catch class const continue debugger default delete do else enum eval export
  extends false finally for function if implements import in instanceof interface let new null package private protected
  public return static super switch this throw true try typeof undefined var void while with yield`;

/** Words of PostgreSQL that name no table, and the table of TypeORM. */
const NO_TABLES = `all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate
  collation column concurrently constraint create cross default deferrable desc distinct do else end except false fetch
  for foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral leading
  left like limit localtime localtimestamp migrations natural not notnull null offset on only or order outer overlaps
  placing primary references returning right select similar some symmetric table tablesample then to trailing true union
  unique user using variadic verbose when where window with`;

execute((changes, plural = '', singular = toSingular(plural)) => {
  check(plural, singular);
  const toName = createRenaming(plural, singular);
  for (const source of listFiles(TEMPLATE)) {
    if (source.endsWith('.http')) continue;
    changes.create(toTarget(source, plural, toName), toName(readFileSync(source, 'utf8')));
  }
  const name = capitalize(plural);
  const requests = toName(readFileSync(`${TEMPLATE}/things.http`, 'utf8'));
  changes.write('requests.http', `${changes.read('requests.http')}\n${requests}`);
  const module = `import { ${name}Module } from './${plural}/${plural}.module.js';\n`;
  changes.edit('src/app.module.ts', /^import \{ UsersModule/m, `${module}$&`);
  changes.edit('src/app.module.ts', /^ {4}UsersModule,\n/m, `$&    ${name}Module,\n`);
  changes.edit(
    'src/openapi.ts',
    /^ {2}users: .*\n/m,
    `$&  ${plural}: 'The client chooses the id.',\n`,
  );
  const list = 'src/database/data-source-options.ts';
  const [migration, file] = [`Create${name}${TIMESTAMP}`, `${TIMESTAMP}-create-${plural}`];
  changes.write(list, listMigration(changes.read(list), migration, file));
  return () => `Written or changed:\n  ${changes.paths.join('\n  ')}
One of the ${plural} is called ${singular}. Now give its entity, its DTOs and its migration their fields, and run
npm run test:only -- test/${plural}`;
});

/** @throws Refusal when the names cannot be used */
function check(plural, singular) {
  const names = [plural, singular];
  if (!names.every((name) => /^[a-z]{2,40}$/.test(name)) || plural === singular) {
    throw new Refusal(
      'Give the plural, in lower-case letters, and the singular where a rule cannot find it:\n' +
        'npm run new:resource -- orders, or npm run new:resource -- people person',
    );
  }
  const { paths, tags, components } = JSON.parse(readFileSync('openapi.json', 'utf8'));
  const segments = Object.keys(paths).map((path) => path.split('/')[1]);
  const schemas = Object.keys(components.schemas).map((name) => name.replace(/Dto$/, ''));
  const document = ['docs', ...segments, ...tags.map((tag) => tag.name), ...schemas];
  const requests = readFileSync('requests.http', 'utf8').matchAll(/^# @name (\w+)/gm);
  const reasons = [
    ['is a word of the language', names, KEYWORDS.split(/\s+/)],
    ['cannot name a table', [plural], NO_TABLES.split(/\s+/)],
    ['is a class of JavaScript', names, runInNewContext('Object.getOwnPropertyNames(globalThis)')],
    ['is a name that the files of a resource use for something else', names, listIdentifiers()],
    ['is in use in the document of the API', names, document],
    ['is the name of a request in requests.http', names, Array.from(requests, ([, name]) => name)],
  ];
  for (const [reason, candidates, taken] of reasons) {
    const words = new Set(taken.map((word) => word.toLowerCase()));
    const found = candidates.find((name) => words.has(name));
    if (found) throw new Refusal(`"${found}" ${reason}: choose another name.`);
  }
  const folders = names.flatMap((name) =>
    ['src', 'libs', 'test'].map((parent) => `${parent}/${name}`),
  );
  const folder = folders.find((path) => existsSync(path));
  if (folder) throw new Refusal(`${folder} exists already: choose another name.`);
}

/** The names in the code of the template that stay: a resource of one of them would redefine what a file imports. */
function listIdentifiers() {
  const texts = listFiles(TEMPLATE).map(
    (file) => file.endsWith('.ts') && readFileSync(file, 'utf8'),
  );
  const code = texts.join('\n').replaceAll(/\/\*[^]*?\*\/|\/\/.*|'[^'\n]*'|`[^`]*`/g, ' ');
  return code.match(/\w+/g).filter((word) => !/thing/i.test(word));
}

function createRenaming(plural, singular) {
  const article = /^[aeiou]/.test(singular) ? 'n' : '';
  const names = { things: plural, thing: singular };
  for (const name of ['things', 'thing']) names[capitalize(name)] = capitalize(names[name]);
  return (text) =>
    text
      .replaceAll("'../../../src/", "'../")
      .replace(
        "useThings as useApp } from '../support/use-things.js'",
        "useApp } from '../support/app.js'",
      )
      .replaceAll('1700000000010', TIMESTAMP)
      .replaceAll(/\b[Aa](?= thing\b)/g, `$&${article}`)
      .replaceAll(/(?<![a-z])things?|Things?/g, (name) => names[name]);
}

function toTarget(source, plural, toName) {
  const path = source.slice(TEMPLATE.length + 1);
  if (path === 'create-things.ts') return `src/database/migrations/${TIMESTAMP}-${toName(path)}`;
  return toName(
    path.startsWith('src/') ? path.replace('src', `src/${plural}`) : `test/${plural}/${path}`,
  );
}

function toSingular(plural) {
  if (plural.endsWith('ies')) return plural.replace(/ies$/, 'y');
  return plural.replace(/(?<=ss|x|ch|sh)es$|s$/, '');
}

function capitalize(word) {
  return word[0].toUpperCase() + word.slice(1);
}
