import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Config } from '../config.js';
import { Item } from '../items/item.entity.js';
import { User } from '../users/user.entity.js';
import { CreateUsersAndItems1700000000000 } from './migrations/1700000000000-create-users-and-items.js';
import { IndexTags1700000000001 } from './migrations/1700000000001-index-tags.js';
import { refuseDemoPassword, seedDemo } from './seed.js';

/** Any number, the same in every instance. */
const START_LOCK = 4_620_693_217;

/** Of a server that may be coming up: it does not listen, hangs up, or says that it is starting. */
const NOT_YET = ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN', '57P03'];

/**
 * Connects, brings the schema up to date and, outside production, fills an empty database with
 * demo data. Instances that start together take turns.
 */
export async function createDataSource(
  { production, databaseUrl }: Pick<Config, 'production' | 'databaseUrl'>,
  logger: LoggerService | false = false,
): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    entities: [Item, User],
    migrations: [CreateUsersAndItems1700000000000, IndexTags1700000000001],
    migrationsTransactionMode: 'all',
    // Stands for gen_random_uuid(), which PostgreSQL has without any extension since version 13.
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    // TypeORM would print the parameters of a failed statement: passwords, for one.
    logging: false,
  });
  await connect(dataSource, logger);
  await takingTurns(dataSource, async () => {
    await dataSource.runMigrations();
    await (production ? refuseDemoPassword(dataSource) : seedDemo(dataSource));
  });
  return dataSource;
}

/** Waits half a minute for a database that starts later than we do. What is wrong stays wrong. */
async function connect(
  dataSource: DataSource,
  logger: LoggerService | false,
  attempts = 10,
): Promise<void> {
  try {
    await dataSource.initialize();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (attempts === 1 || !NOT_YET.includes(code)) {
      // The message is empty when a host of several addresses refuses on each.
      const reason = message || code;
      throw new Error(`The database of DATABASE_URL can not be used: ${reason}`, { cause: error });
    }
    if (logger) logger.warn(`The database does not answer yet (${code}); again in 3 s.`);
    await sleep(3_000);
    await connect(dataSource, logger, attempts - 1);
  }
}

/** The lock belongs to a transaction, and so holds behind a proxy that pools by transaction. */
async function takingTurns(dataSource: DataSource, work: () => Promise<void>): Promise<void> {
  await dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [START_LOCK]);
    await work();
  });
}
