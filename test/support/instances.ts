import { PGBOUNCER, TestPgBouncer } from './pgbouncer.js';
import { cleanups, newDatabase, newFolder, type Program, startProgram } from './program.js';
import { REDIS, TestRedis } from './redis.js';

export const PGBOUNCER_AND_REDIS = {
  name: `${PGBOUNCER.name} or ${REDIS.name}`,
  isInstalled: PGBOUNCER.isInstalled && REDIS.isInstalled,
};

/** Starts two processes of the service, with PgBouncer before their database, and a Redis for their limits. */
export async function startTwoInstances(env: NodeJS.ProcessEnv = {}): Promise<[Program, Program]> {
  const bouncer = await TestPgBouncer.start((await newDatabase()).href);
  cleanups.push(() => bouncer.stop());
  const redis = await TestRedis.start();
  cleanups.push(() => redis.stop());
  const settings = {
    DATABASE_URL: bouncer.url,
    TRANSACTION_POOLING: 'true',
    REDIS_URL: redis.url,
    RATE_LIMIT: '0',
    LOGIN_RATE_LIMIT: '0',
    LOG_REQUESTS: 'false',
    ...env,
  };
  const start = (): Promise<Program> => startProgram(newFolder(), settings);
  return [await start(), await start()];
}
