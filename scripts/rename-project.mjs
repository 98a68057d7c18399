import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';

/* `npm run rename my-shop`: gives the project another name, and the API and the README its title. */

const OLD_NAME = JSON.parse(await readFile('package.json', 'utf8')).name;
const OLD_TITLE = /setTitle\('(.+?)'\)/.exec(
  await readFile('src/openapi/build-document.ts', 'utf8'),
)[1];

/** LICENSE keeps the name: it says whose work the project began with. */
const FILES = [
  'README.md',
  'docker-compose.yml',
  'package.json',
  'package-lock.json',
  'src/auth/auth.module.ts',
  'src/embedded-postgres/postgres-binaries.ts',
  'src/embedded-postgres/postgres-folder.ts',
  'src/openapi/build-document.ts',
  'src/openapi/docs-page.ts',
  'test/auth/access-token.e2e-spec.ts',
  'test/support/program.ts',
];

const [name = ''] = process.argv.slice(2);
if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) {
  console.error('Usage: npm run rename my-shop');
  process.exit(1);
}
const title = name[0].toUpperCase() + name.slice(1).replaceAll('-', ' ');
for (const file of FILES) {
  const text = await readFile(file, 'utf8');
  const renamed = text
    .replaceAll(OLD_NAME, name)
    .replaceAll(new RegExp(`^# .*${OLD_TITLE}$`, 'gim'), `# ${title}`)
    .replaceAll(OLD_TITLE, title);
  await writeFile(file, renamed);
}
execFileSync('npm', ['run', '--silent', 'openapi'], { stdio: 'inherit' });
console.log(`Renamed to ${name} in:\n  ${FILES.join('\n  ')}\n  openapi.json`);
