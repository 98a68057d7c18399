import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#embedded-postgres';
import { createApp } from '../../src/app.js';
import { AccessTokenService } from '../../src/auth/access-token.service.js';
import { toConfig } from '../../src/config/config.js';
import { User } from '../../src/users/user.entity.js';
import { insertTestData } from './test-data.js';
import { TEST_USERS } from './test-users.js';

/** The server of the run, unless DATABASE_URL names one. */
let server: EmbeddedPostgres | undefined;

/** Prepares what all test files share: a PostgreSQL, a database to copy, and the token of an admin. */
export default async function setUp(): Promise<void> {
  const { env } = process;
  env.NODE_ENV = 'test';
  env.TEST_TOKEN_SECRET = randomBytes(32).toString('base64');
  if (!env.DATABASE_URL) {
    // Nothing here outlives the run, so nothing has to survive a power cut.
    const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
    server = await startEmbeddedPostgres({ settings });
  }
  env.TEST_SERVER_URL = server?.url ?? env.DATABASE_URL;
  env.TEST_TEMPLATE = `template_${randomBytes(8).toString('hex')}`;
  await executeSql(`CREATE DATABASE ${env.TEST_TEMPLATE}`);
  env.TEST_ADMIN_TOKEN = await fillTemplate(env.TEST_TEMPLATE);
}

export async function stopServer(): Promise<void> {
  await server?.stop();
}

/** Migrates the template by a start of the service, and inserts the data. Returns a token of the admin. */
async function fillTemplate(template: string): Promise<string> {
  const url = new URL(String(process.env.TEST_SERVER_URL));
  url.pathname = template;
  const config = toConfig({
    DATABASE_URL: url.href,
    TOKEN_SECRET: process.env.TEST_TOKEN_SECRET,
  });
  // A hash that costs nothing to verify, as in `buildConfig`.
  const limits = { ...config.limits, passwordHashCost: 2 };
  const app = await createApp(Object.assign(config, { limits }), false);
  await insertTestData(app);
  const admin = await app.get(DataSource).manager.findOneByOrFail(User, { id: TEST_USERS[0].id });
  const token = await app.get(AccessTokenService).issue(admin);
  await app.close();
  return token;
}

export async function executeSql(sql: string): Promise<void> {
  const client = new pg.Client(process.env.TEST_SERVER_URL);
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
