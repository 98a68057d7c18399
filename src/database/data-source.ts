import { DataSource } from 'typeorm';
import { loadConfig } from '../config/config.js';
import { createDataSourceOptions } from './data-source-options.js';

/*
 * For TypeORM's command line: `npm run migration:generate`, `migration:run` and `migration:revert`. Without
 * DATABASE_URL it uses the database of `npm start`, which must not be running then.
 */

const { databaseUrl = await startDatabase() } = await loadConfig();

async function startDatabase(): Promise<string> {
  const { startEmbeddedPostgres } = await import('#embedded-postgres');
  return (await startEmbeddedPostgres({ directory: '.data/postgres' })).url;
}

export default new DataSource({
  ...createDataSourceOptions({ databaseUrl }),
  // A migration may take its time.
  extra: {},
  entities: [`${import.meta.dirname}/../**/*.entity.js`],
});
