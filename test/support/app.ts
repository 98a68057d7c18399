import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { createApp } from '../../src/app.js';
import { type Config, readConfig } from '../../src/config.js';
import { DEMO_PASSWORD, DEMO_USERS } from '../../src/database/seed.js';
import { Client } from './client.js';
import { newUser } from './examples.js';
import type { UserDto } from '../../src/users/dto/user.dto.js';
import { Contract } from './contract.js';

/** The same for every instance, as it has to be. */
export const TOKEN_SECRET = 'of no use to anybody, as no test outlives its server';

/** Tests send more than a client may, except those that are about it. */
const UNLIMITED = readConfig({
  RATE_LIMIT: '0',
  LOGIN_RATE_LIMIT: '0',
  TOKEN_SECRET,
});

/**
 * Runs the service on a new database for the tests of a file, and gives a client for it, in the
 * hands of the first demo user, who is an admin. (In production there is none, and no token.)
 */
export function useApp(config: Partial<Config> = {}): Client {
  const client = new Client();
  let database: TestDatabase;
  let app: NestFastifyApplication;
  beforeAll(async () => {
    database = await createDatabase();
    app = await startApp(database.url, client, config);
  });
  afterAll(async () => {
    client.close();
    await app.close();
    await database.drop();
  });
  return client;
}

/** Starts one instance of the service on a free port, and connects the client to it. */
export async function startApp(
  databaseUrl: string,
  client: Client,
  config: Partial<Config> = {},
  logger: LoggerService | false = false,
): Promise<NestFastifyApplication> {
  const app = await createApp({ ...UNLIMITED, ...config, databaseUrl }, logger);
  await app.listen(0, '127.0.0.1');
  client.connect(await app.getUrl());
  client.connect(await app.getUrl(), await Contract.of(client));
  if (!config.production) await client.logIn(DEMO_USERS[0].email, DEMO_PASSWORD);
  return app;
}

/** A user like any other, and the client in their hands. */
export async function createMember(client: Client): Promise<{ user: UserDto; client: Client }> {
  const fields = newUser();
  const { body: user } = await client.post<UserDto>('/users', fields);
  const member = client.as(undefined);
  await member.logIn(fields.email, fields.password);
  return { user, client: member };
}

export interface TestDatabase {
  url: string;
  drop: () => Promise<void>;
}

/** Creates an empty database on the server of the run. */
export async function createDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl());
  url.pathname = name;
  return { url: url.href, drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Sends one statement to the server of the run, from outside the service. */
export async function onServer(statement: string, url = serverUrl()): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

function serverUrl(): string {
  const url = process.env.TEST_SERVER_URL;
  if (!url) throw new Error('The global setup did not name a server.');
  return url;
}
