import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execute, Refusal } from './changes.mjs';
import { listFiles } from './files.mjs';

/* `npm run drop:resource -- items`: deletes the folders of a resource, its migrations, and the lines that list them. */

const LISTS = ['src/app.module.ts', 'src/database/data-source-options.ts'];

execute((changes, name = '') => {
  const migrations = listFiles('src/database/migrations').filter((file) =>
    file.endsWith(`-create-${name}.ts`),
  );
  if (!/^[a-z]+$/.test(name) || !existsSync(`src/${name}`) || migrations.length === 0) {
    throw new Refusal(
      `Give the name of a resource with a table, such as npm run drop:resource -- items. ${name && `"${name}" is none.`}`.trim(),
    );
  }
  if (name === 'users') throw new Refusal('Users cannot be dropped: login and tokens need them.');

  const folders = ['src', 'test', 'test/clients'].map((parent) => `${parent}/${name}`);
  const dropped = [...folders.filter(existsSync), ...migrations];
  const isDropped = (path) => dropped.some((one) => path === one || path.startsWith(`${one}/`));
  const left = listFiles().filter((path) => !isDropped(path));
  const users = left
    .filter((file) => /\.[jt]s$/.test(file) && !LISTS.includes(file))
    .filter((file) => listImports(file, changes.read(file)).some(({ path }) => isDropped(path)));
  if (users.length > 0) {
    throw new Refusal(`Delete first what imports ${name}:\n  ${users.join('\n  ')}`);
  }

  for (const path of dropped) changes.delete(path);
  for (const file of LISTS) {
    for (const { path, statement, names } of listImports(file, changes.read(file))) {
      if (!isDropped(path)) continue;
      changes.edit(file, statement, '');
      for (const used of names) {
        changes.edit(file, new RegExp(`^ *${used},\\n|, ${used}\\b|\\b${used}, `, 'm'), '');
      }
    }
  }
  const openapi = changes.read('src/openapi.ts');
  changes.write('src/openapi.ts', openapi.replace(new RegExp(`^ {2}${name}:[^]*?',\\n`, 'm'), ''));
  changes.write('requests.http', removeRequests(changes.read('requests.http'), name));
  for (const file of left.filter((path) => path.endsWith('.md'))) {
    const cut = /<!-- cut: (\S+)#\S+ -->\n[^]*?<!-- \/cut -->\n\n?/g;
    const text = changes.read(file);
    changes.write(
      file,
      text.replaceAll(cut, (block, path) => (isDropped(path) ? '' : block)),
    );
  }
  return () => {
    const mention = new RegExp(`/${name}\\b`);
    const files = listFiles().filter((path) => /\.(?:md|ts)$/.test(path));
    const mentions = files.filter((path) => mention.test(readFileSync(path, 'utf8')));
    return `Deleted or changed:\n  ${changes.paths.join('\n  ')}
Still mention /${name}, in examples or texts:\n  ${mentions.join('\n  ') || 'none'}`;
  };
});

function listImports(file, text) {
  return Array.from(
    text.matchAll(/^import [^;]*?from '(\.[^']+)';\n/gm),
    ([statement, specifier]) => ({
      statement,
      names: statement
        .replace(/from.*/, '')
        .match(/\w+/g)
        .slice(1),
      path: join(dirname(file), specifier).replace(/js$/, 'ts'),
    }),
  );
}

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
