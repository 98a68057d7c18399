import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import { DataSource, type EntityManager, MigrationExecutor } from 'typeorm';
import { type Config, LIMITS } from '../config.js';
import { Item } from '../items/item.entity.js';
import { User } from '../users/user.entity.js';
import { CreateUsersAndItems1700000000000 } from './migrations/1700000000000-create-users-and-items.js';
import { IndexTags1700000000001 } from './migrations/1700000000001-index-tags.js';
import { refuseDemoPassword, seedDemo } from './seed.js';
import { TYPES } from './types.js';

/** Any number, the same in every instance. */
const START_LOCK = 4_620_693_217;

/** Of a server that may be coming up: it does not listen, hangs up, or says that it is starting. */
const NOT_YET = ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN', '57P03'];

/**
 * Connects, brings the schema up to date and, outside production, fills an empty database with
 * demo data. Instances that start together take turns.
 */
export async function createDataSource(
  config: Pick<Config, 'production' | 'databaseUrl' | 'databasePool' | 'transactionPooling'>,
  logger: LoggerService | false = false,
): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: config.databaseUrl,
    poolSize: config.databasePool,
    connectTimeoutMS: LIMITS.connectionTime,
    extra: {
      keepAlive: true,
      types: TYPES,
      // A proxy that shares connections refuses such a parameter.
      statement_timeout: config.transactionPooling ? 0 : LIMITS.statementTime,
    },
    entities: [Item, User],
    migrations: [CreateUsersAndItems1700000000000, IndexTags1700000000001],
    // Stands for gen_random_uuid(), which PostgreSQL has without any extension since version 13.
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    // TypeORM would print the parameters of a failed statement: passwords, for one.
    logging: false,
  });
  await connect(dataSource, logger);
  await takingTurns(dataSource, async (manager) => {
    await migrate(dataSource, manager);
    await (config.production ? refuseDemoPassword(manager) : seedDemo(manager));
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
    const { message, code = isTimeout(message) ? 'ETIMEDOUT' : '' } =
      error as NodeJS.ErrnoException;
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

/** pg gives its own timeouts no code. */
function isTimeout(message: string): boolean {
  return message.includes('timeout');
}

/** The lock belongs to a transaction, and so holds behind a proxy that pools by transaction. */
async function takingTurns(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<void>,
): Promise<void> {
  await dataSource.transaction(async (manager) => {
    // Others may be at it for long, and a migration may take its time.
    await manager.query('SET LOCAL statement_timeout = 0');
    await manager.query('SELECT pg_advisory_xact_lock($1)', [START_LOCK]);
    await work(manager);
  });
}

/** In the transaction of the lock, as `dataSource.runMigrations()` would begin its own. */
async function migrate(dataSource: DataSource, { queryRunner }: EntityManager): Promise<void> {
  const executor = new MigrationExecutor(dataSource, queryRunner);
  executor.transaction = 'none';
  await executor.executePendingMigrations();
}
