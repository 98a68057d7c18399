import { DataSource } from 'typeorm';
import { loadConfig } from '../config/config.js';
import { createCommandOptions, startDatabase } from './data-source-options.js';

/*
 * For TypeORM's command line: `npm run migration:generate`, `migration:run` and `migration:revert`. Without
 * DATABASE_URL it uses the database of `npm start`, which must not be running then.
 */

const { databaseUrl = (await startDatabase()).url } = await loadConfig(['DATABASE_URL']);

export default new DataSource({
  ...createCommandOptions(databaseUrl),
  entities: ['..', '../../libs'].map((folder) => `${import.meta.dirname}/${folder}/**/*.entity.js`),
});
