import {
  type PostgresDataSourceOptions,
  type PostgresOptions,
  toDataSourceOptions,
} from '#postgres';
import { CreateUsers1700000000000 } from './migrations/1700000000000-create-users.js';
import { CreateItems1700000000001 } from './migrations/1700000000001-create-items.js';

/** Every migration, in the order in which they run. */
const MIGRATIONS = [CreateUsers1700000000000, CreateItems1700000000001];

export function createDataSourceOptions(options: PostgresOptions): PostgresDataSourceOptions {
  return { ...toDataSourceOptions(options), migrations: MIGRATIONS };
}
