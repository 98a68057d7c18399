import { openDataSource } from '#postgres';
import { loadDatabaseUrl } from './config/config.js';
import { createCommandOptions } from './database/data-source-options.js';

/*
 * `node dist/src/migrate.js`: runs the pending migrations, one process at a time, as each start of the service does.
 * For a container that migrates, or a role of its own: it needs DATABASE_URL alone.
 */

async function migrate(): Promise<void> {
  const dataSource = await openDataSource(createCommandOptions(await loadDatabaseUrl()));
  await dataSource.destroy();
  console.log('The database has all migrations.');
}

migrate().catch((error: Error) => {
  console.error(error.message.replaceAll(/\s*\n\s*/g, ' '));
  process.exit(1);
});
