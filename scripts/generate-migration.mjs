import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import dataSource from '../dist/src/database/data-source.js';
import { listMigration } from './generated.mjs';

/*
 * `npm run migration:generate -- src/database/migrations/add-sku`: TypeORM's command, which writes what the entities
 * have and the database lacks. It is formatted, and listed after the others. While migrations are pending, it would write what those do once more.
 */

const LIST = 'src/database/data-source-options.ts';
const [path, ...options] = process.argv.slice(2);

await dataSource.initialize();
const isPending = await dataSource.showMigrations();
await dataSource.destroy();
if (!path) {
  exitWithError('Give the path: npm run migration:generate -- src/database/migrations/add-sku');
}
if (isPending) {
  exitWithError('Migrations are pending: run "npm run migration:run" first, and generate again.');
}
const timestamp = Date.now();
const source = ['-d', join(import.meta.dirname, '../dist/src/database/data-source.js')];
run('typeorm', 'migration:generate', path, ...source, `--timestamp=${timestamp}`, ...options);
const file = `${timestamp}-${basename(path)}`;
const [, name] = /export class (\w+)/.exec(readFileSync(join(dirname(path), `${file}.ts`), 'utf8'));
writeFileSync(LIST, listMigration(readFileSync(LIST, 'utf8'), name, file));
run('prettier', '--write', join(dirname(path), `${file}.ts`), LIST);

function run(...command) {
  // The PostgreSQL of `npm start`, if it is the one, runs already.
  const env = { ...process.env, DATABASE_URL: dataSource.options.url };
  const { status } = spawnSync('npx', command, { env, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

function exitWithError(message) {
  console.error(message);
  process.exit(1);
}
