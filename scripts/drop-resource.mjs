import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execute, Refusal } from './changes.mjs';
import { listFiles } from './files.mjs';

/* `npm run drop:resource -- items`: deletes the folders of a resource, its migrations, and the lines that list them. */

const LISTS = ['src/app.module.ts', 'src/database/data-source-options.ts'];
const IMPORT = /^import [^;]*?from '(\.[^']+)';\n/gm;
const CUT = /<!-- cut: (\S+)#\S+ -->\n[^]*?<!-- \/cut -->\n\n?/g;

execute((changes, name = '') => {
  const files = listFiles();
  const migrations = files.filter((file) => file.endsWith(`-create-${name}.ts`));
  if (!/^[a-z]+$/.test(name) || !existsSync(`src/${name}`) || migrations.length === 0) {
    throw new Refusal(`"${name}" is not a resource with a table: npm run drop:resource -- items`);
  }
  if (name === 'users') throw new Refusal('Users cannot be dropped: login and tokens need them.');

  const folders = ['src', 'test', 'test/clients'].map((parent) => `${parent}/${name}`);
  const dropped = [...folders.filter(existsSync), ...migrations];
  const isDropped = (path) => dropped.some((one) => path === one || path.startsWith(`${one}/`));
  const findImports = (file) =>
    Array.from(changes.read(file).matchAll(IMPORT)).filter(([, source]) =>
      isDropped(join(dirname(file), source).replace(/js$/, 'ts')),
    );
  const left = files.filter((file) => !isDropped(file));
  const sources = left.filter((file) => /\.[jt]s$/.test(file) && !LISTS.includes(file));
  const sql = migrations.map((file) => changes.read(file)).join('\n');
  const tables = sql.match(/(?<=CREATE TABLE "?)\w+/g) ?? [name];
  const isLaterMigration = (file) =>
    /migrations/.test(file) && new RegExp(`\\b(?:${tables.join('|')})\\b`).test(changes.read(file));
  const users = sources.filter((file) => findImports(file).length > 0 || isLaterMigration(file));
  if (users.length > 0) {
    throw new Refusal(`Delete first what uses ${name}:\n  ${users.join('\n  ')}`);
  }

  for (const path of dropped) changes.delete(path);
  for (const file of LISTS) {
    for (const [statement] of findImports(file)) {
      changes.edit(file, statement, '');
      const [, used] = /\{ (\w+) \}/.exec(statement);
      changes.edit(file, new RegExp(`^ *${used},\\n|, ${used}\\b|\\b${used}, `, 'm'), '');
    }
  }
  const openapi = changes.read('src/openapi.ts');
  changes.write('src/openapi.ts', openapi.replace(new RegExp(`^ {2}${name}:[^]*?',\\n`, 'm'), ''));
  changes.write('requests.http', removeRequests(changes.read('requests.http'), name));
  for (const file of left.filter((path) => path.endsWith('.md'))) {
    const keep = (block, path) => (isDropped(path) ? '' : block);
    changes.write(file, changes.read(file).replaceAll(CUT, keep));
  }
  return () => {
    const mention = new RegExp(`/${name}\\b`);
    const texts = listFiles().filter((path) => /^(?!bench|libs).+\.(?:md|ts)$/.test(path));
    const mentions = texts.filter((path) => mention.test(readFileSync(path, 'utf8')));
    return `Deleted or changed:\n  ${changes.paths.join('\n  ')}
Still mention /${name}, in examples or texts:\n  ${mentions.join('\n  ') || 'none'}`;
  };
});

/** Removes each request whose path is one of the resource, and those that need its response. */
function removeRequests(text, name) {
  const [head, ...requests] = text.split(/^(?=### )/m);
  const isOfResource = (request) => new RegExp(`^[A-Z]+ \\S*/${name}\\b`, 'm').test(request);
  const gone = requests
    .filter(isOfResource)
    .flatMap((request) => /# @name (\w+)/.exec(request)?.[1] ?? []);
  const needsGone = (request) => gone.some((need) => request.includes(`# @ref ${need}\n`));
  const kept = requests.filter((request) => !isOfResource(request) && !needsGone(request));
  return `${[head, ...kept].join('').trimEnd()}\n`;
}
