import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  env.TEST_DOCUMENT = join(tmpdir(), `${env.TEST_TEMPLATE}.json`);
  env.TEST_ADMIN_TOKEN = await fillTemplate(env.TEST_TEMPLATE, env.TEST_DOCUMENT);
}

/** Removes what `setUp` prepared. */
export async function removeAll(): Promise<void> {
  await executeSql(`DROP DATABASE IF EXISTS ${process.env.TEST_TEMPLATE} WITH (FORCE)`);
  await server?.stop();
  await rm(String(process.env.TEST_DOCUMENT), { force: true });
}

/**
 * Migrates the template by a start of the service, and inserts the data. Keeps the OpenAPI document of that start
 * in a file, for the contract of most test files: to build it takes each of them 0.2 s.
 *
 * @returns a token of the admin
 */
async function fillTemplate(template: string, documentFile: string): Promise<string> {
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
  await writeFile(documentFile, (await app.inject('/openapi.json')).body);
  await app.close();
  return token;
}

async function executeSql(sql: string): Promise<void> {
  const client = new pg.Client(process.env.TEST_SERVER_URL);
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
