import { copyTestDatabase } from './app.js';
import { PGBOUNCER, TestPgBouncer } from './pgbouncer.js';
import { cleanups, newDatabase, newFolder, type Program, startProgram } from './program.js';
import { REDIS, TestRedis } from './redis.js';
import { TEST_LOGIN } from './test-users.js';
import { logIn } from './log-in.js';

export const PGBOUNCER_AND_REDIS = {
  name: `${PGBOUNCER.name} or ${REDIS.name}`,
  isInstalled: PGBOUNCER.isInstalled && REDIS.isInstalled,
};

/**
 * Starts two processes of the service, with PgBouncer before their database, and a Redis for their limits. The
 * client of each is logged in.
 */
export async function startTwoInstances(env: NodeJS.ProcessEnv = {}): Promise<[Program, Program]> {
  const bouncer = await TestPgBouncer.start((await newDatabase(copyTestDatabase)).href);
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
  const start = async (): Promise<Program> => {
    const program = await startProgram(newFolder(), settings);
    await logIn(program.client, TEST_LOGIN.email, TEST_LOGIN.password);
    return program;
  };
  return [await start(), await start()];
}
