import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { createApp } from '../../src/app.js';
import { type Config, readConfig } from '../../src/config.js';
import { Client } from './client.js';
import { Contract } from './contract.js';

/** Tests send more than a client may, except those that are about it. */
export const UNLIMITED = readConfig({ RATE_LIMIT: '0', LOGIN_RATE_LIMIT: '0' });

/** Runs the service on a new database for the tests of a file, and gives a client for it. */
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
  return app;
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
