import { randomBytes } from 'node:crypto';

/** The settings of a running service, read from the environment once, at the start. */
export interface Config {
  production: boolean;
  port: number;
  host: string;
  /** Absent only outside production, where the service then brings its own PostgreSQL. */
  databaseUrl: string | undefined;
  /** The most connections to the database, besides the few that quick statements share. */
  databasePool: number;
  /** The database is behind a proxy that gives each transaction another connection. */
  transactionPooling: boolean;
  /** What tokens are signed with. */
  tokenSecret: string;
  /** Requests that a client may send in a window; 0 for any number. */
  rateLimit: number;
  /** The same for logins. */
  loginRateLimit: number;
  /** The length of a window in milliseconds: a minute. No setting, but tests have others. */
  rateWindow: number;
  /** Where instances count together; without it, each counts by itself. */
  redisUrl: string | undefined;
  /** How many proxies are in front, each of which adds to X-Forwarded-For. */
  trustProxy: number;
  logRequests: boolean;
  /** The origins of the pages that may read answers, beside our own. */
  corsOrigins: string[];
}

/** How much of anything, and for how long. */
export const LIMITS = {
  /** Bytes of a body: one that is larger would fill the memory, as would many at once. */
  body: 102_400,
  /** Bytes of a URL: longer ones are not what links, logs and proxies carry. */
  url: 2_048,
  /** Bytes of the headers, all of which are kept until the answer. */
  headers: 16_384,
  /** Bytes of URL and headers that are read at all, so that what is too large gets an answer. */
  head: 65_536,
  /** Milliseconds for the headers to arrive: a client that sends byte by byte keeps a connection. */
  headersTime: 10_000,
  /** Milliseconds for the whole request to arrive, headers and body. */
  requestTime: 30_000,
  /** Milliseconds in which nothing comes or goes on a connection: a client that never reads keeps it. */
  silence: 35_000,
  /**
   * Milliseconds to read on what was answered before it was read, where the connection ends then: to
   * close at once would make the client's system throw the answer away (RFC 9112 §9.6), and to read
   * to the end might take for ever.
   */
  linger: 1_000,
  /**
   * Milliseconds in which a service in production that was told to stop still takes what comes, so
   * that whoever looks at its readiness can send it elsewhere.
   */
  notice: 2_000,
  /** Milliseconds for a stop: Docker kills after 10 s. */
  stop: 8_000,
  /**
   * Milliseconds for a connection to the database, a new one or one of the pool that others use: a
   * request is to hear of a database that is away, or does not keep up, while its client still waits.
   */
  connectionTime: 1_000,
  /**
   * Milliseconds for a statement, after which PostgreSQL ends it: one that waits for a lock keeps a
   * connection from others. It takes PostgreSQL a second to find a deadlock.
   */
  statementTime: 1_400,
  /** Milliseconds that a write may wait for a lock where others wait behind it. */
  sharedLockTime: 10,
  /** Milliseconds for both together, also where the database hangs, and so ends no statement itself. */
  answerTime: 1_600,
} as const;

interface Setting {
  name: string;
  /** What the setting is when the environment does not say. */
  default: string;
  /** What a value must be, as the end of a sentence that begins with the name. */
  rule: string;
  isValid: (value: string) => boolean;
  /** What it does, for whoever writes an `.env`. */
  meaning: string;
}

const isOrigin = (value: string): boolean =>
  /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value;

const isBoolean = (value: string): boolean => ['true', 'false'].includes(value);

const isCount = (value: string): boolean => /^\d{1,6}$/.test(value);

/** Each setting: its name, default, rule and meaning. `.env.example` is made from this list. */
export const SETTINGS = [
  {
    name: 'NODE_ENV',
    default: 'development',
    rule: 'must be development, test or production',
    isValid: (value) => ['development', 'test', 'production'].includes(value),
    meaning:
      'In production there is no demo data, and DATABASE_URL is needed. Any other start fills an empty database with a demo catalogue.',
  },
  {
    name: 'PORT',
    default: '3000',
    rule: 'must be a whole number from 0 to 65535',
    isValid: (value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535,
    meaning: 'The TCP port to listen on; 0 takes a free one.',
  },
  {
    name: 'HOST',
    default: 'localhost',
    rule: 'must be a host name or an IP address',
    isValid: (value) => /^[A-Za-z0-9.:_-]+$/.test(value),
    meaning: 'The address to listen on; 0.0.0.0 in a container, to be reached from outside it.',
  },
  {
    name: 'DATABASE_URL',
    default: '',
    rule: 'must be a URL that begins with postgres:// or postgresql://',
    isValid: (value) => /^postgres(?:ql)?:\/\/\S+$/.test(value) && URL.canParse(value),
    meaning:
      'The PostgreSQL database, postgres://user:password@host:5432/name. Left empty, the service starts a PostgreSQL of its own and keeps its data in .data/.',
  },
  {
    name: 'DATABASE_POOL',
    default: '10',
    rule: 'must be a whole number from 1 to 999',
    isValid: (value) => /^[1-9]\d{0,2}$/.test(value),
    meaning:
      'How many connections to the database an instance opens at most, for statements that may have to wait; the others share six more. All instances together must stay under what PostgreSQL takes, which is 100 by default.',
  },
  {
    name: 'TRANSACTION_POOLING',
    default: 'false',
    rule: 'must be true or false',
    isValid: isBoolean,
    meaning:
      'Whether DATABASE_URL leads to a proxy that gives each transaction another connection, such as PgBouncer. Then statements are not prepared by name, and PostgreSQL itself does not limit their time.',
  },
  {
    name: 'TOKEN_SECRET',
    default: '',
    rule: 'must be at least 32 bytes long',
    isValid: (value) => Buffer.byteLength(value) >= 32,
    meaning:
      'What tokens are signed with, the same in all instances; `openssl rand -base64 48` makes one. Needed in production. Left empty elsewhere, each start makes its own, and ends the tokens of the last.',
  },
  {
    name: 'RATE_LIMIT',
    default: '600',
    rule: 'must be a whole number from 0 to 999999',
    isValid: isCount,
    meaning: 'How many requests a client, by its address, may send in a minute; 0 for any number.',
  },
  {
    name: 'LOGIN_RATE_LIMIT',
    default: '10',
    rule: 'must be a whole number from 0 to 999999',
    isValid: isCount,
    meaning: 'How many logins it may try in a minute; 0 counts them among its other requests.',
  },
  {
    name: 'REDIS_URL',
    default: '',
    rule: 'must be a URL that begins with redis:// or rediss://',
    isValid: (value) => /^rediss?:\/\/\S+$/.test(value) && URL.canParse(value),
    meaning:
      'The Redis in which several instances count requests together. Left empty, each instance counts by itself.',
  },
  {
    name: 'TRUST_PROXY',
    default: '0',
    rule: 'must be a whole number from 0 to 9',
    isValid: (value) => /^\d$/.test(value),
    meaning:
      'How many proxies are in front of the service. Each adds to X-Forwarded-For the address that it was called from, and so tells the client. Nobody may reach the service past them. With 0 the header is not read.',
  },
  {
    name: 'LOG_REQUESTS',
    default: 'true',
    rule: 'must be true or false',
    isValid: isBoolean,
    meaning: 'Whether the log has a line for each request. Faults of ours have one in any case.',
  },
  {
    name: 'CORS_ORIGIN',
    default: '',
    rule: 'must be origins such as https://shop.example, with commas between them',
    isValid: (value) => value.split(',').every(isOrigin),
    meaning:
      'The origins of the web pages that may use the API from a browser. Left empty, only the page at /docs may.',
  },
] as const satisfies Setting[];

/** Thrown for settings that can not be used; the message names every one, a line each. */
export class InvalidConfig extends Error {}

/**
 * Reads the settings. An empty value counts as absent, as in a copied `.env.example`.
 *
 * @throws InvalidConfig when a setting breaks its rule
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const value = (name: (typeof SETTINGS)[number]['name']): string =>
    env[name] || (SETTINGS.find((setting) => setting.name === name)?.default ?? '');

  const faults = SETTINGS.filter(({ name, isValid }) => env[name] && !isValid(env[name])).map(
    ({ name, rule }) => `  ${name} ${rule}.`,
  );
  const production = value('NODE_ENV') === 'production';
  if (production && !env.DATABASE_URL) {
    faults.push('  DATABASE_URL is needed in production: only a demo brings its own database.');
  }
  if (production && !env.TOKEN_SECRET) {
    faults.push('  TOKEN_SECRET is needed in production: whoever knows it can be anybody.');
  }
  if (faults.length > 0) {
    throw new InvalidConfig(`The settings can not be used:\n${faults.join('\n')}`);
  }
  return {
    production,
    port: Number(value('PORT')),
    host: value('HOST'),
    databaseUrl: value('DATABASE_URL') || undefined,
    databasePool: Number(value('DATABASE_POOL')),
    transactionPooling: value('TRANSACTION_POOLING') === 'true',
    tokenSecret: value('TOKEN_SECRET') || randomBytes(32).toString('base64'),
    rateLimit: Number(value('RATE_LIMIT')),
    loginRateLimit: Number(value('LOGIN_RATE_LIMIT')),
    rateWindow: 60_000,
    redisUrl: value('REDIS_URL') || undefined,
    trustProxy: Number(value('TRUST_PROXY')),
    logRequests: value('LOG_REQUESTS') === 'true',
    corsOrigins: value('CORS_ORIGIN').split(',').filter(Boolean),
  };
}
