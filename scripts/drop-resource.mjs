import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/*
 * `npm run drop:resource items`: deletes a resource, its migration, its demo data, its tests and its requests.
 * `users` is the API for users alone: the table stays, since login and tokens need it.
 */

const [name = ''] = process.argv.slice(2);
if (!/^[a-z]+$/.test(name) || !existsSync(`src/${name}/${name}.module.ts`)) {
  fail(`Usage: npm run drop:resource items. ${name && `src/${name} is no resource.`}`);
}
const keepsTable = name === 'users';
if (keepsTable && existsSync('src/items')) fail('Items belong to users: drop items first.');

const dropped = [
  `src/${name}`,
  ...['api', 'system', 'browser', 'clients'].map((kind) => `test/${kind}/${name}`),
  `test/api/${name}.e2e-spec.ts`,
  `test/support/${name}.ts`,
  ...(keepsTable ? [] : [`src/demo/demo-${name}.ts`, ...findMigrations()]),
].filter(existsSync);
for (const path of dropped) await rm(path, { recursive: true });

// A test that imports what is gone tests it.
for (const file of listFiles('test').filter((path) => path.endsWith('spec.ts'))) {
  const text = await readFile(file, 'utf8');
  const demo = keepsTable ? '' : `|src/demo/demo-${name}\\.`;
  if (!new RegExp(`(?:src|support)/${name}[./]${demo}`).test(text)) continue;
  await rm(file);
  dropped.push(file);
}

const changed = [
  'src/app.module.ts',
  ...(keepsTable
    ? []
    : ['src/database/data-source-options.ts', 'src/demo/banner.ts', 'src/demo/demo.service.ts']),
];
for (const file of changed) await removeUses(file);
await removeRequests();
await execute('npx', 'prettier', '--write', '--log-level=warn', ...changed);
await execute('npm', 'run', '--silent', 'openapi');

const mentions = [...listFiles('src'), ...listFiles('test'), 'README.md'];
const remaining = [];
for (const file of mentions) {
  if ((await readFile(file, 'utf8')).includes(`/${name}`)) remaining.push(file);
}
console.log(`Deleted:\n  ${dropped.join('\n  ')}\nChanged:\n  ${changed.join('\n  ')}\n  requests.http
Still mention /${name}, in examples or texts:\n  ${remaining.join('\n  ') || 'none'}`);

function findMigrations() {
  const folder = 'src/database/migrations';
  return readdirSync(folder)
    .filter((file) => file.endsWith(`-create-${name}.ts`))
    .map((file) => join(folder, file));
}

function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('generated'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Removes the imports of the resource, and each line that uses what they imported. */
async function removeUses(file) {
  const imports = new RegExp(
    `^import (?:type )?\\{([^}]+)\\} from '[^']*(?:/${name}/|demo-${name}|-create-${name})[^']*';\\n`,
    'gm',
  );
  const text = await readFile(file, 'utf8');
  const names = [...text.matchAll(imports)].flatMap(([, list]) => list.match(/\w+/g));
  let rest = text.replace(imports, '');
  for (const used of names) {
    // A line of a list, an entry in a line, or a statement.
    for (const use of [
      `^ *${used},\\n`,
      `, ${used}\\b`,
      `\\b${used}, `,
      `^.*\\b${used}\\b.*;\\n`,
    ]) {
      rest = rest.replaceAll(new RegExp(use, 'gm'), '');
    }
  }
  await writeFile(file, rest);
}

/** Removes each request whose path is one of the resource, and those that need its response. */
async function removeRequests() {
  const [head, ...requests] = (await readFile('requests.http', 'utf8')).split(/^(?=### )/m);
  const isOfResource = (request) => new RegExp(`^[A-Z]+ \\S*/${name}\\b`, 'm').test(request);
  const gone = requests.filter(isOfResource).map((request) => /# @name (\w+)/.exec(request)?.[1]);
  const needsGone = (request) => gone.some((need) => need && request.includes(`# @ref ${need}\n`));
  const kept = requests.filter((request) => !isOfResource(request) && !needsGone(request));
  await writeFile('requests.http', [head, ...kept].join(''));
}

async function execute(command, ...args) {
  execFileSync(command, args, { stdio: 'inherit' });
}

function fail(message) {
  console.error(message.trim());
  process.exit(1);
}
