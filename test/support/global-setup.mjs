import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createApp } from '../../dist/app.js';
import { loadConfig } from '../../dist/config/config.js';
import { DEMO_PASSWORD, DEMO_USERS } from '../../dist/demo/demo-users.js';
import { startEmbeddedPostgres } from '../../dist/embedded-postgres/embedded-postgres.js';

/**
 * Prepares what all test files share: a PostgreSQL, unless DATABASE_URL names one, a database to copy,
 * the token of an admin, and a folder for the record of responses.
 */
export default async function setUp() {
  process.env.NODE_ENV = 'test';
  process.env.TEST_TOKEN_SECRET = randomBytes(32).toString('base64');
  process.env.CONTRACT_FOLDER = await mkdtemp(join(tmpdir(), 'contract-'));
  if (!process.env.DATABASE_URL) {
    // Nothing here outlives the run, so nothing has to survive a power cut.
    const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
    globalThis.testServer = await startEmbeddedPostgres({ settings });
  }
  process.env.TEST_SERVER_URL = globalThis.testServer?.url ?? process.env.DATABASE_URL;
  process.env.TEST_TEMPLATE = `template_${randomBytes(8).toString('hex')}`;
  await executeSql(`CREATE DATABASE ${process.env.TEST_TEMPLATE}`);
  process.env.TEST_ADMIN_TOKEN = await fillTemplate();
}

/** Migrates the template and adds the demo data, by a start of the service. Returns a token of the admin. */
async function fillTemplate() {
  const url = new URL(process.env.TEST_SERVER_URL);
  url.pathname = process.env.TEST_TEMPLATE;
  const env = { DATABASE_URL: url.href, TOKEN_SECRET: process.env.TEST_TOKEN_SECRET };
  const config = loadConfig(env);
  // The demo's password has a hash that costs nothing to verify, as in `buildConfig`.
  const limits = { ...config.limits, passwordHashCost: 2 };
  const app = await createApp(Object.assign(config, { limits }), false);
  await app.listen(0, '127.0.0.1');
  const response = await fetch(`${await app.getUrl()}/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: DEMO_USERS[0].email, password: DEMO_PASSWORD }),
  });
  const text = await response.text();
  await app.close();
  if (response.status !== 200) throw new Error(`The login was a ${response.status}: ${text}`);
  return JSON.parse(text).accessToken;
}

export async function executeSql(sql) {
  const client = new pg.Client(process.env.TEST_SERVER_URL);
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
