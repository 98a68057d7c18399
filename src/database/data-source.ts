import { DataSource } from 'typeorm';
import { loadConfig } from '../config/config.js';
import { loadEnvFile } from '../config/load-env-file.js';
import { createMigrationOptions } from './data-source-options.js';

/*
 * For TypeORM's command line: `npm run migration:generate`, `migration:run` and `migration:revert`. Without
 * DATABASE_URL it uses the database of `npm start`, which must not be running then.
 */

loadEnvFile();
const { databaseUrl } = loadConfig(process.env);

async function startDatabase(): Promise<string> {
  const { startEmbeddedPostgres } = await import('../embedded-postgres/embedded-postgres.js');
  return (await startEmbeddedPostgres({ directory: '.data/postgres' })).url;
}

export default new DataSource({
  ...createMigrationOptions(databaseUrl ?? (await startDatabase())),
  entities: [`${import.meta.dirname}/../**/*.entity.js`],
});
