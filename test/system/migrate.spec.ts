import { readdirSync, readFileSync } from 'node:fs';
import { cp, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { executeSql } from '../support/app.js';
import { newDatabase, newFolder, newProject, Program, PROJECT } from '../support/program.js';

const MIGRATE = [process.execPath, join(PROJECT, 'dist/src/migrate.js')];

/** Runs a command in a folder, until it exits. */
async function run(
  command: string[],
  env: NodeJS.ProcessEnv,
  folder = newFolder(),
): Promise<{ status: unknown; output: string }> {
  const program = new Program(folder, { TOKEN_SECRET: undefined, PORT: 'none', ...env }, command);
  const [status] = await program.exited;
  return { status, output: program.output };
}

describe('node dist/src/migrate.js', () => {
  it('exits with 0 and needs no other setting in production, also for several at once, and again', async () => {
    const { href } = await newDatabase();
    const env = { NODE_ENV: 'production', DATABASE_URL: href };
    const migrated = { status: 0, output: 'The database has all migrations.\n' };
    const runs = await Promise.all([1, 2, 3].map(() => run(MIGRATE, env)));
    expect([...runs, await run(MIGRATE, env)]).toEqual([1, 2, 3, 4].map(() => migrated));
    // Fails without the table, and where a migration ran twice.
    await executeSql('ALTER TABLE migrations ADD UNIQUE (name)', href);
    await executeSql('SELECT id FROM users', href);
  });

  it('exits with 1 and one line for a bad setting, or a database that cannot be used', async () => {
    const { href } = await newDatabase();
    const [elsewhere, missing] = [new URL(href), new URL(href)];
    elsewhere.port = '1';
    missing.pathname = 'missing';
    const other = (await newDatabase()).href;
    await executeSql('CREATE TABLE migrations (other integer)', other);
    const cases = [
      ['', /^The settings .+: DATABASE_URL is needed.+\n$/],
      [href.replace('postgres', 'mysql'), /^The settings .+: DATABASE_URL must be a URL.+\n$/],
      [elsewhere.href, /^The database of DATABASE_URL cannot be used: .*ECONNREFUSED.*\n$/],
      [missing.href, /^The database of DATABASE_URL cannot be used: .+ does not exist\n$/],
      [other, /^The database of DATABASE_URL cannot be used: column "name" does not exist\n$/],
    ] as const;
    for (const [DATABASE_URL, line] of cases) {
      const { status, output } = await run(MIGRATE, { DATABASE_URL });
      expect(output).toMatch(line);
      expect(status).toBe(1);
    }
  });
});

describe('npm run migration:generate', () => {
  it('refuses while migrations are pending, and then writes the difference, formatted and listed', async () => {
    const folder = await newProject();
    for (const name of ['node_modules', 'scripts']) {
      await symlink(join(PROJECT, name), join(folder, name));
    }
    const list = 'src/database/data-source-options.ts';
    for (const file of ['.prettierrc.json', list])
      await cp(join(PROJECT, file), join(folder, file));
    const env = { DATABASE_URL: (await newDatabase()).href };
    const path = 'src/database/migrations/require-name';
    const generate = ['node', 'scripts/generate-migration.mjs', path];

    const refused = await run(generate, env, folder);
    expect(refused).toEqual({
      status: 1,
      output: 'Migrations are pending: run "npm run migration:run" first, and generate again.\n',
    });
    expect(readdirSync(join(folder, 'src/database'))).not.toContain('migrations');

    expect(await run(MIGRATE, env)).toMatchObject({ status: 0 });
    const unchanged = await run(generate, env, folder);
    expect([unchanged.status, unchanged.output]).toEqual([
      1,
      expect.stringContaining('No changes in database schema were found'),
    ]);

    await executeSql('ALTER TABLE users ALTER COLUMN name DROP NOT NULL', env.DATABASE_URL);
    expect(await run(generate, env, folder)).toMatchObject({ status: 0 });
    const migrations = join(folder, 'src/database/migrations');
    const [file, ...others] = readdirSync(migrations);
    expect(others).toEqual([]);
    expect(file).toMatch(/^\d{13}-require-name\.ts$/);
    const text = readFileSync(join(migrations, file), 'utf8');
    expect(text).toContain('ALTER TABLE "users" ALTER COLUMN "name" SET NOT NULL');
    const [, name] = /export class (RequireName\d+)/.exec(text) ?? [];
    expect(readFileSync(join(folder, list), 'utf8')).toMatch(
      new RegExp(`import \\{ ${name} \\} [^]+ MIGRATIONS = \\[[^\\]]+,\\s+${name},?\\s*\\]`),
    );
    const check = ['npx', 'prettier', '--check', join('src/database/migrations', file), list];
    expect(await run(check, {}, folder)).toMatchObject({ status: 0 });
  });
});
