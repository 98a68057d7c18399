import { DataSource } from 'typeorm';
import type { Config } from '../config.js';
import { Item } from '../items/item.entity.js';
import { User } from '../users/user.entity.js';
import { CreateUsersAndItems1700000000000 } from './migrations/1700000000000-create-users-and-items.js';
import { seedDemo } from './seed.js';

/** Any number, the same in every instance. */
const START_LOCK = 4_620_693_217;

/**
 * Connects, brings the schema up to date and, outside production, fills an empty database with
 * demo data. Instances that start together take turns.
 */
export async function createDataSource({
  production,
  databaseUrl,
}: Pick<Config, 'production' | 'databaseUrl'>): Promise<DataSource> {
  const dataSource = await new DataSource({
    type: 'postgres',
    url: databaseUrl,
    entities: [Item, User],
    migrations: [CreateUsersAndItems1700000000000],
    migrationsTransactionMode: 'all',
    // Stands for gen_random_uuid(), which PostgreSQL has without any extension since version 13.
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    // TypeORM would print the parameters of a failed statement: passwords, for one.
    logging: false,
  }).initialize();
  await takingTurns(dataSource, async () => {
    await dataSource.runMigrations();
    if (!production) await seedDemo(dataSource);
  });
  return dataSource;
}

/** The lock belongs to a transaction, and so holds behind a proxy that pools by transaction. */
async function takingTurns(dataSource: DataSource, work: () => Promise<void>): Promise<void> {
  await dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [START_LOCK]);
    await work();
  });
}
