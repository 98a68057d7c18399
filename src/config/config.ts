import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { ConfigModule } from '@nestjs/config';
import { plainToInstance, Transform } from 'class-transformer';
import { IsByteLength, IsIn, IsOptional, Matches, validateSync } from 'class-validator';
import { PostgresLimits, type PostgresOptions } from '#postgres';
import { HttpLimits, LOG_LEVELS, type LogLevelName, type StrictHttpOptions } from '#strict-http';
import { ENV_VARIABLES, EnvVariable } from './env-variable.decorator.js';
import {
  isDatabaseUrl,
  isOrigin,
  isPercentEncoded,
  isPublicUrl,
  isRedisUrl,
  IsTrueOrFalse,
  IsWholeNumber,
  Satisfies,
} from './rules.js';
import { readSecretFiles } from './secret-files.js';

/** The settings. An `@EnvVariable` comes from the environment; its initialiser is the default. */
export class Config implements StrictHttpOptions, PostgresOptions {
  @EnvVariable(
    'NODE_ENV',
    'development, test or production. Production requires DATABASE_URL and TOKEN_SECRET.',
  )
  @IsIn(['development', 'test', 'production'], {
    message: 'must be development, test or production',
  })
  nodeEnv = 'development';

  @EnvVariable('PORT', 'The TCP port to listen on, from 0 to 65535. 0 takes a free port.')
  @IsWholeNumber(0, 65_535)
  port = 3000;

  @EnvVariable(
    'HOST',
    'The host name or IP address to listen on. In a container use 0.0.0.0, so that it can be reached from outside.',
  )
  @Matches(/^[A-Za-z0-9.:_-]+$/, { message: 'must be a host name or an IP address' })
  host = 'localhost';

  @EnvVariable(
    'DATABASE_URL',
    'The PostgreSQL database, as postgres://user:password@host:5432/name. Required in production. If empty, the application starts its own PostgreSQL and keeps its data in .data/.',
    { isSecret: true },
  )
  @IsOptional()
  @Satisfies(isPercentEncoded, 'must be percent-encoded: write %25 for a %')
  @Satisfies(
    isDatabaseUrl,
    'must be a URL such as postgres://user:password@host:5432/name, with %23 for a # in it',
  )
  databaseUrl?: string;

  @EnvVariable(
    'DATABASE_POOL',
    'The most connections that one instance opens to the database, from 1 to 999, besides the six that quick statements share. All instances together must stay below the limit of PostgreSQL, which is 100 by default.',
  )
  @IsWholeNumber(1, 999)
  databasePoolSize = 10;

  @EnvVariable(
    'TRANSACTION_POOLING',
    'true or false: whether DATABASE_URL leads to a proxy that gives each transaction another connection, such as PgBouncer. Statements are then not prepared by name, and PostgreSQL itself does not limit their time.',
  )
  @IsTrueOrFalse()
  transactionPooling = false;

  @EnvVariable(
    'FAST_LANE',
    'true or false: whether the few statements that carry the load go over shared, pipelined connections (libs/postgres). false sends the same SQL through TypeORM.',
  )
  @IsTrueOrFalse()
  fastLane = true;

  @EnvVariable(
    'TOKEN_SECRET',
    'The key that signs access tokens, at least 32 bytes and the same for all instances. `openssl rand -base64 48` prints one. Required in production. If empty, each start generates one, and earlier tokens become invalid.',
    { isSecret: true },
  )
  @IsOptional()
  @IsByteLength(32, undefined, { message: 'must be at least 32 bytes long' })
  tokenSecret: string;

  @EnvVariable(
    'RATE_LIMIT',
    'How many requests one client IP address may send in a minute, from 0 to 999999. 0 means no limit.',
  )
  @IsWholeNumber(0, 999_999)
  rateLimit = 600;

  @EnvVariable(
    'LOGIN_RATE_LIMIT',
    'How many requests that cost the hash of a password it may send in a minute, from 0 to 999999: logins, sign-ups and changes of a password together. 0 means no limit of their own.',
  )
  @IsWholeNumber(0, 999_999)
  loginRateLimit = 20;

  @EnvVariable(
    'REDIS_URL',
    'The Redis in which several instances count requests together, as redis:// or rediss://. If empty, each instance counts its own.',
    { isSecret: true },
  )
  @IsOptional()
  @Satisfies(isRedisUrl, 'must be a URL that begins with redis:// or rediss://')
  redisUrl?: string;

  @EnvVariable(
    'TRUST_PROXY',
    'How many proxies stand in front of the application, from 0 to 9. Each one appends the address of its client to X-Forwarded-For. Clients must not be able to bypass them. With 0 the header is ignored.',
  )
  @IsWholeNumber(0, 9)
  trustProxy = 0;

  @EnvVariable(
    'PUBLIC_URL',
    'The URL at which clients reach the service, such as https://api.example.com/shop. Required where a proxy in front removes a prefix of the path, as it removes /shop here. X-Forwarded-Prefix is ignored, because any client can send it.',
  )
  @IsOptional()
  @Transform(({ value }: { value?: string }) => value?.replace(/\/+$/, ''))
  @Satisfies(isPublicUrl, 'must be an http or https URL without a query, a fragment or a password')
  publicUrl?: string;

  @EnvVariable(
    'WORKER',
    'true or false: whether this instance works on imports, besides serving requests. Some instance must, or they wait.',
  )
  @IsTrueOrFalse()
  worker = true;

  @EnvVariable(
    'IMPORT_RETENTION_HOURS',
    'How many hours the report of an import is kept after its end, from 1 to 8760. Then it is a 410, and a week later a 404.',
  )
  @IsWholeNumber(1, 8_760)
  importRetentionHours = 24;

  @EnvVariable(
    'LOG_REQUESTS',
    'true or false: whether each request gets a line in the log. Internal errors are logged in any case.',
  )
  @IsTrueOrFalse()
  logRequests = true;

  @EnvVariable(
    'LOG_LEVEL',
    'fatal, error, warn, info, debug or trace: the least grave lines of the log. Requests are lines of info.',
  )
  @IsIn(LOG_LEVELS, { message: `must be one of ${LOG_LEVELS.join(', ')}` })
  logLevel: LogLevelName = 'info';

  @EnvVariable(
    'METRICS_PORT',
    'The TCP port at which Prometheus gets metrics, as GET /metrics, from 1 to 65535. Clients must not reach it. If empty, nothing is measured.',
  )
  @IsOptional()
  @IsWholeNumber(1, 65_535)
  metricsPort?: number;

  @EnvVariable(
    'DOCS',
    'true or false: whether /docs and /openapi.json are served. If false, both are a 404.',
  )
  @IsTrueOrFalse()
  docs = true;

  @EnvVariable(
    'CORS_ORIGIN',
    'The origins of the web pages that may use the API from a browser, such as https://shop.example, separated by commas. If empty, only the page at /docs may.',
  )
  @Transform(({ value }: { value?: string }) => value?.split(','))
  @Satisfies(isOrigin, 'must be origins such as https://shop.example, separated by commas', true)
  corsOrigins: string[] = [];

  /** Bounds on sizes and times. They are no settings; tests shorten the times. */
  readonly limits = {
    ...new HttpLimits(),
    ...new PostgresLimits(),
    /** scrypt's N, with r = 8 and p = 5 (OWASP Password Storage Cheat Sheet). */
    passwordHashCost: 2 ** 14,
    /** How often the service notes that the client of an import still sends. */
    importHeartbeatMs: 10_000,
    /** After this silence, the lines of an import that did not arrive completely are removed. */
    importAbandonedMs: 40_000,
    /** How often the worker looks for what is to be removed. */
    importSweepMs: 15_000,
  };

  /** The path of PUBLIC_URL, which precedes each path that a client gets: `/shop`; empty without one. */
  get basePath(): string {
    return this.publicUrl ? new URL(this.publicUrl).pathname.replace(/\/$/, '') : '';
  }

  get isProduction(): boolean {
    return this.nodeEnv === 'production';
  }
}

/** Has a line for each invalid setting, and never a value, which may be a secret. */
export class InvalidConfigError extends Error {
  constructor(errors: string[]) {
    super(['The settings cannot be used:', ...errors].join('\n  '));
  }
}

/**
 * Reads the settings of the environment, and of `.env` in the working directory, by @nestjs/config.
 *
 * @param names the settings that a command needs; a service needs all
 * @throws InvalidConfigError when one of them is invalid
 */
export async function loadConfig(names = ENV_VARIABLES.map(({ name }) => name)): Promise<Config> {
  let config = new Config();
  try {
    if (existsSync('.env')) warnOfLines(readFileSync('.env', 'utf8'));
    await ConfigModule.forRoot({
      validate: (env) => {
        const read = names.flatMap((name) => [name, `${name}_FILE`]);
        config = toConfig(Object.fromEntries(read.map((name) => [name, env[name]])));
        // What this returns becomes a part of the environment.
        return env;
      },
    });
  } catch (error) {
    if (error instanceof InvalidConfigError) throw error;
    throw new Error(`.env cannot be read: ${(error as Error).message}`, { cause: error });
  }
  return config;
}

/** As @nestjs/config reads it: a comment may follow, and a value in quotes may have several lines. */
const ENV_LINE =
  /^\s*(?:export\s+)?[A-Za-z_]\w*(?:[ \t]*=[ \t]*|:[ \t]+)(?:'[^']*'|"(?:\\"|[^"])*"|`[^`]*`|[^'"`#\s][^#\n]*)?[ \t]*(?:#.*)?$/gm;

/** Warns of what @nestjs/config passes over without a word, such as `PORT 3000`, and of quotes that are not closed. */
function warnOfLines(text: string): void {
  const others = text
    .replaceAll('\r', '')
    .replaceAll(ENV_LINE, (line) => line.replaceAll(/./g, ''));
  for (const [index, line] of others.split('\n').entries()) {
    if (!/^\s*[^\s#]/.test(line)) continue;
    console.warn(`.env, line ${index + 1}: write NAME=value, and close what is in quotes.`);
  }
}

/**
 * Reads DATABASE_URL alone, for a command that uses the database of the service.
 *
 * @throws InvalidConfigError when it is missing or invalid
 */
export async function loadDatabaseUrl(): Promise<string> {
  const { databaseUrl } = await loadConfig(['DATABASE_URL']);
  if (databaseUrl) return databaseUrl;
  throw new InvalidConfigError(['DATABASE_URL is needed to find the database.']);
}

/**
 * Makes and validates the settings. An empty value counts as absent, as in a copied `.env.example`.
 *
 * @throws InvalidConfigError when a setting is invalid
 */
export function toConfig(env: Record<string, unknown>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value));
  const { secrets, errors } = readSecretFiles(given);
  const config = plainToInstance(
    Config,
    { ...given, ...secrets },
    { excludeExtraneousValues: true, exposeDefaultValues: true },
  );
  const invalid = new Map(validateSync(config).map((error) => [error.property, error.constraints]));
  for (const { name, property } of ENV_VARIABLES) {
    const messages = Object.values(invalid.get(property) ?? {});
    errors.push(...messages.map((message) => `${name} ${message}.`));
  }
  if (config.isProduction && !config.databaseUrl) {
    errors.push('DATABASE_URL is needed in production: the embedded database is for demos only.');
  }
  if (config.isProduction && !config.tokenSecret) {
    errors.push('TOKEN_SECRET is needed in production: it signs the access tokens.');
  }
  if (errors.length > 0) throw new InvalidConfigError(errors);
  config.tokenSecret ??= randomBytes(32).toString('base64');
  return config;
}
