import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll } from '@jest/globals';
import type { LoggerService, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import pg from 'pg';
import { createApp } from '../../src/app.js';
import { Config, toConfig } from '../../src/config/config.js';
import { TEST_PASSWORD, TEST_USERS } from './test-users.js';
import { Client, Contract } from '#contract-testing';
import { APP_HEADERS, APP_RULES } from './app-rules.js';
import { logIn } from './log-in.js';

/** All instances share this secret, which `global-setup.ts` makes. */
export const TOKEN_SECRET = readEnv('TEST_TOKEN_SECRET');

/** Most tests send more requests than the rate limits allow, and an import waits until a test wants it to be done. */
const UNLIMITED = { RATE_LIMIT: '0', LOGIN_RATE_LIMIT: '0', WORKER: 'false', TOKEN_SECRET };

/**
 * Starts the service on a new database for the tests of one file, and returns a client. The client
 * is logged in as the first user of the tests, an admin. (In production, there is no user and the
 * client has no token.)
 *
 * @param modules additional modules, such as fixture controllers
 * @param prepare changes the database before the start
 */
export function useApp(
  config: Overrides = {},
  modules: Type[] = [],
  prepare: (databaseUrl: string) => Promise<void> = () => Promise.resolve(),
): Client {
  const client = new Client();
  let database: TestDatabase;
  let app: NestFastifyApplication;
  beforeAll(async () => {
    database = await (config.nodeEnv === 'production' ? createDatabase() : copyTestDatabase());
    await prepare(database.url);
    app = await startApp(database.url, client, config, { modules });
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
  overrides: Overrides = {},
  { logger = false, modules = [], pagePaths }: StartOptions = {},
): Promise<NestFastifyApplication> {
  const config = buildConfig({ ...overrides, databaseUrl });
  const app = await createApp(config, logger, { imports: modules });
  if (!logger) app.useLogger(INTERNAL_ERRORS);
  await app.listen(0, '127.0.0.1');
  const origin = await app.getUrl();
  client.connect(origin);
  const isComplete = modules.length === 0;
  const options = {
    isComplete,
    rules: APP_RULES,
    headers: APP_HEADERS,
    pagePaths,
    beyondSchema: /half a surrogate pair|something visible|the id in the path/,
  };
  // Every start of the service has this document; one with other modules, or under another URL, has its own.
  if (isComplete && !config.publicUrl) {
    const document = JSON.parse(await readFile(readEnv('TEST_DOCUMENT'), 'utf8')) as OpenAPIObject;
    client.connect(origin, new Contract(document, options));
  } else {
    await Contract.fetch(client, options);
  }
  if (!config.isProduction) client.token = readEnv('TEST_ADMIN_TOKEN');
  return app;
}

declare const internalErrors: string[];

/** Keeps what the service logs of each 500, for `environment.ts`. */
const INTERNAL_ERRORS: LoggerService = {
  log: () => undefined,
  warn: () => undefined,
  error: (_title: unknown, _fields: unknown, stack: string) => void internalErrors.push(stack),
};

export interface StartOptions {
  logger?: LoggerService | false;
  /** Additional modules, such as fixture controllers. */
  modules?: Type[];
  /** The paths of pages for browsers, as in `ContractOptions`. */
  pagePaths?: RegExp;
}

/** Settings and limits that differ from those of the tests. */
export interface Overrides extends Partial<Omit<Config, 'limits'>> {
  limits?: Partial<Config['limits']>;
}

const TEST_LIMITS: Partial<Config['limits']> = {
  // A real hash takes 100 ms of CPU time.
  passwordHashCost: 2,
  // On a busy machine, a statement may take seconds.
  connectionTimeoutMs: 20_000,
  statementTimeoutMs: 20_000,
  responseDeadlineMs: 25_000,
};

/** The configuration of the tests: defaults, no rate limits, and a fixed secret. */
export function buildConfig({ limits, ...settings }: Overrides): Config {
  const config = Object.assign(new Config(), toConfig(UNLIMITED), settings);
  return Object.assign(config, { limits: { ...config.limits, ...TEST_LIMITS, ...limits } });
}

/** A client of a user who is no admin. */
export async function logInAsMember(client: Client): Promise<Client> {
  const member = client.withToken(undefined);
  await logIn(member, TEST_USERS[1].email, TEST_PASSWORD);
  return member;
}

export interface TestDatabase {
  url: string;
  drop: () => Promise<void>;
}

/** Creates a database with the data of the tests, on the PostgreSQL server of the test run. */
export function copyTestDatabase(): Promise<TestDatabase> {
  return createDatabase(`TEMPLATE ${readEnv('TEST_TEMPLATE')} STRATEGY FILE_COPY`);
}

/** Creates an empty database on that server. */
export async function createDatabase(options = ''): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await executeSql(`CREATE DATABASE ${name} ${options}`);
  const url = new URL(getServerUrl());
  url.pathname = name;
  return { url: url.href, drop: () => executeSql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Executes SQL on a connection of its own, by default on the PostgreSQL server of the test run. */
export async function executeSql(sql: string, url = getServerUrl()): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

function getServerUrl(): string {
  return readEnv('TEST_SERVER_URL');
}

function readEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; global-setup.ts sets it.`);
  return value;
}
