import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from '@jest/globals';
import { envExample } from '../../scripts/generated.mjs';
import { Config, InvalidConfigError, toConfig } from '../../src/config/config.js';
import { ENV_VARIABLES } from '../../src/config/env-variable.decorator.js';

const databaseUrl = 'postgres://user:secret@database:5432/name';
const tokenSecret = 's'.repeat(32);
const redisUrl = 'rediss://:secret@redis:6379/1';

/** The message of `toConfig` for invalid settings. */
function messageFor(env: NodeJS.ProcessEnv): string {
  try {
    toConfig(env);
  } catch (error) {
    if (error instanceof InvalidConfigError) return error.message;
  }
  throw new Error('The settings should be invalid.');
}

describe('toConfig', () => {
  it('has a default for everything, and none for the databases', () => {
    expect(toConfig({})).toEqual({
      nodeEnv: 'development',
      port: 3000,
      host: 'localhost',
      databaseUrl: undefined,
      databasePoolSize: 10,
      transactionPooling: false,
      fastLane: true,
      tokenSecret: expect.any(String),
      rateLimit: 600,
      loginRateLimit: 20,
      limits: new Config().limits,
      redisUrl: undefined,
      trustProxy: 0,
      publicUrl: undefined,
      worker: true,
      importRetentionHours: 24,
      logRequests: true,
      logLevel: 'info',
      metricsPort: undefined,
      docs: true,
      corsOrigins: [],
    });
    expect(toConfig({}).isProduction).toBe(false);
  });

  it('generates a new token secret of sufficient length when none is given', () => {
    const { tokenSecret } = toConfig({});
    expect(Buffer.byteLength(tokenSecret)).toBeGreaterThanOrEqual(32);
    expect(toConfig({}).tokenSecret).not.toBe(tokenSecret);
  });

  it('treats an empty value as absent', () => {
    const empty = Object.fromEntries(ENV_VARIABLES.map(({ name }) => [name, '']));
    const { tokenSecret, ...config } = toConfig(empty);
    expect(toConfig({})).toMatchObject(config);
    expect(tokenSecret).not.toBe('');
  });

  it('reads every setting, and leaves the rest of the environment out', () => {
    const env = {
      NODE_ENV: 'production',
      PORT: '80',
      HOST: '::1',
      DATABASE_URL: databaseUrl,
      DATABASE_POOL: '3',
      TRANSACTION_POOLING: 'true',
      FAST_LANE: 'false',
      TOKEN_SECRET: tokenSecret,
      RATE_LIMIT: '0',
      LOGIN_RATE_LIMIT: '5',
      REDIS_URL: redisUrl,
      TRUST_PROXY: '2',
      PUBLIC_URL: 'https://api.example/shop',
      WORKER: 'false',
      IMPORT_RETENTION_HOURS: '1',
      LOG_REQUESTS: 'false',
      LOG_LEVEL: 'warn',
      METRICS_PORT: '9464',
      DOCS: 'false',
      CORS_ORIGIN: 'https://a.example,http://localhost:8080',
    };
    expect(Object.keys(env)).toEqual(ENV_VARIABLES.map(({ name }) => name));
    const config = toConfig({ ...env, HOME: '/root', limits: '1', port: '1' });
    expect(config).toEqual({
      nodeEnv: 'production',
      port: 80,
      host: '::1',
      databaseUrl,
      databasePoolSize: 3,
      transactionPooling: true,
      fastLane: false,
      tokenSecret,
      rateLimit: 0,
      loginRateLimit: 5,
      limits: new Config().limits,
      redisUrl,
      trustProxy: 2,
      publicUrl: 'https://api.example/shop',
      worker: false,
      importRetentionHours: 1,
      logRequests: false,
      logLevel: 'warn',
      metricsPort: 9464,
      docs: false,
      corsOrigins: ['https://a.example', 'http://localhost:8080'],
    });
    expect(config.isProduction).toBe(true);
  });

  it.each([
    ['NODE_ENV', 'development'],
    ['NODE_ENV', 'test'],
    ['PORT', '0'],
    ['PORT', '65535'],
    ['HOST', '0.0.0.0'],
    ['HOST', 'api-1.example.com'],
    ['DATABASE_URL', 'postgresql://localhost/name?sslmode=require'],
    ['DATABASE_URL', 'postgres://user:p%40ss@[::1]:5432/name'],
    ['DATABASE_URL', 'postgres://my_database/name'],
    ['DATABASE_URL', 'postgres://user:1%232%25@host/name?sslmode=require'],
    ['DATABASE_URL', 'postgres://user:secret@/name?host=/var/run/postgresql'],
    ['DATABASE_POOL', '999'],
    ['FAST_LANE', 'true'],
    ['RATE_LIMIT', '999999'],
    ['LOGIN_RATE_LIMIT', '0'],
    ['REDIS_URL', 'redis://localhost'],
    ['TRUST_PROXY', '9'],
    ['PUBLIC_URL', 'http://localhost:8080'],
    ['PUBLIC_URL', 'https://[::1]/a/b-c/%C3%A9/'],
    ['TOKEN_SECRET', 'é'.repeat(16)],
    ['LOG_LEVEL', 'trace'],
    ['METRICS_PORT', '1'],
    ['CORS_ORIGIN', 'https://shop.example:8443'],
  ])('accepts %s=%s', (name, value) => {
    expect(() => toConfig({ [name]: value })).not.toThrow();
  });

  it.each([
    ['NODE_ENV', 'prod'],
    ['NODE_ENV', 'Production'],
    ['NODE_ENV', ' '],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', '3000 '],
    ['PORT', '0x50'],
    ['HOST', 'http://localhost'],
    ['HOST', 'two words'],
    ['DATABASE_URL', 'mysql://user@host/name'],
    ['DATABASE_URL', 'user@host/name'],
    ['DATABASE_URL', 'postgres://'],
    ['DATABASE_URL', 'postgres://host:port/name'],
    ['DATABASE_URL', 'postgres://host/a name'],
    ['DATABASE_URL', 'postgres://user:12'],
    ['DATABASE_URL', 'postgres://user:'],
    ['DATABASE_URL', 'postgres://user:12#34@host/name'],
    ['DATABASE_URL', 'postgres://user:12%zz@host/name'],
    ['DATABASE_URL', 'postgres://user:12%ff@host/name'],
    ['DATABASE_POOL', '0'],
    ['DATABASE_POOL', '1000'],
    ['TRANSACTION_POOLING', 'yes'],
    ['FAST_LANE', '1'],
    ['FAST_LANE', 'False'],
    ['TOKEN_SECRET', 's'.repeat(31)],
    ['RATE_LIMIT', '-1'],
    ['RATE_LIMIT', '1e3'],
    ['LOGIN_RATE_LIMIT', '1000000'],
    ['REDIS_URL', 'localhost:6379'],
    ['REDIS_URL', 'redis://host:port'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '10'],
    ['PUBLIC_URL', '/shop'],
    ['PUBLIC_URL', 'api.example/shop'],
    ['PUBLIC_URL', 'ftp://api.example/shop'],
    ['PUBLIC_URL', 'https://api.example/shop?a=b'],
    ['PUBLIC_URL', 'https://api.example/shop#a'],
    ['PUBLIC_URL', 'https://api.example//shop'],
    ['PUBLIC_URL', 'https://user:secret@api.example'],
    ['PUBLIC_URL', 'https://user@api.example'],
    ['PUBLIC_URL', 'https:\\\\api.example'],
    ['LOG_REQUESTS', '0'],
    ['LOG_LEVEL', 'verbose'],
    ['LOG_LEVEL', 'INFO'],
    ['METRICS_PORT', '0'],
    ['METRICS_PORT', '65536'],
    ['DOCS', 'no'],
    ['CORS_ORIGIN', '*'],
    ['CORS_ORIGIN', 'https://shop.example/'],
    ['CORS_ORIGIN', 'https://*.example'],
    ['CORS_ORIGIN', 'shop.example'],
    ['CORS_ORIGIN', 'https://a.example,'],
    ['CORS_ORIGIN', 'https://a.example, https://b.example'],
  ])('refuses %s=%s', (name, value) => {
    const [heading, line, ...others] = messageFor({ [name]: value }).split('\n');
    expect(heading).toBe('The settings cannot be used:');
    expect(line).toMatch(new RegExp(`^  ${name} must be .+[^.]\\.$`));
    expect(others).toEqual([]);
  });

  it.each([
    ['https://api.example', 'https://api.example', ''],
    ['https://api.example/', 'https://api.example', ''],
    ['https://api.example/shop/', 'https://api.example/shop', '/shop'],
    ['https://api.example/a/b', 'https://api.example/a/b', '/a/b'],
    ['https://api.example/caf\u00e9', 'https://api.example/caf\u00e9', '/caf%C3%A9'],
  ])('reads PUBLIC_URL=%s, with or without a slash at its end', (value, publicUrl, basePath) => {
    expect(toConfig({ PUBLIC_URL: value })).toMatchObject({ publicUrl, basePath });
  });

  it('has no base path without PUBLIC_URL', () => {
    expect(toConfig({}).basePath).toBe('');
  });

  it('names every invalid setting on a line, and no value, which may be a password', () => {
    const env: Record<string, string> = Object.fromEntries(
      ENV_VARIABLES.map(({ name }, index) => [name, `x/${index}`]),
    );
    env.DATABASE_URL = 'mysql://u:secret@h';
    const message = messageFor(env);
    expect(message.split('\n').map((line) => line.trim().split(' ')[0])).toEqual([
      'The',
      ...ENV_VARIABLES.map(({ name }) => name),
    ]);
    for (const value of [...Object.values(env), 'secret']) expect(message).not.toContain(value);
  });

  it('needs a database and a token secret in production, and says so after the other errors', () => {
    const needed =
      '  DATABASE_URL is needed in production.+\n  TOKEN_SECRET is needed in production.+$';
    expect(messageFor({ NODE_ENV: 'production', DATABASE_URL: '', PORT: 'x' })).toMatch(
      new RegExp(`^The settings cannot be used:\n  PORT .+\n${needed}`),
    );
  });
});

describe('A secret as a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Writes a file, and returns its path. */
  function write(text: string): string {
    const path = join(folder, 'secret');
    writeFileSync(path, text);
    return path;
  }

  it.each([
    ['DATABASE_URL', { databaseUrl }],
    ['TOKEN_SECRET', { tokenSecret }],
    ['REDIS_URL', { redisUrl }],
  ])('is read for %s, without a newline at its end', (name, expected) => {
    const [value = ''] = Object.values(expected);
    for (const end of ['', '\n', '\r\n']) {
      const config = toConfig({ [`${name}_FILE`]: write(value + end), [name]: '' });
      expect(config).toMatchObject(expected);
    }
  });

  it('loses no other white space', () => {
    const { tokenSecret: read } = toConfig({ TOKEN_SECRET_FILE: write(` ${tokenSecret}\n\n`) });
    expect(read).toBe(` ${tokenSecret}\n`);
  });

  it.each([
    ['does not exist', () => join(folder, 'nothing'), 'a file that cannot be read (ENOENT)'],
    ['is a folder', () => folder, 'a file that cannot be read (EISDIR)'],
    ['is empty', () => write('\n'), 'an empty file'],
  ])('is refused, without its path, when the file %s', (_, path, reason) => {
    expect(messageFor({ TOKEN_SECRET_FILE: path() })).toBe(
      `The settings cannot be used:\n  TOKEN_SECRET_FILE names ${reason}.`,
    );
  });

  it('is refused beside the setting itself', () => {
    const env = { DATABASE_URL: databaseUrl, DATABASE_URL_FILE: write(databaseUrl) };
    expect(messageFor(env)).toBe(
      'The settings cannot be used:\n  DATABASE_URL_FILE must not be set beside DATABASE_URL.',
    );
  });

  it('is validated as the setting is', () => {
    expect(messageFor({ TOKEN_SECRET_FILE: write('short') })).toMatch(
      /\n {2}TOKEN_SECRET must be /,
    );
  });

  it('is not read for what is no secret', () => {
    expect(toConfig({ HOST_FILE: write('0.0.0.0') }).host).toBe('localhost');
  });
});

describe('.env.example', () => {
  it('has each setting with its default', () => {
    const lines = envExample(ENV_VARIABLES, new Config()).matchAll(/^(\w+)=(.*)$/gm);
    const env = Object.fromEntries(Array.from(lines, ([, name, value]) => [name, value]));
    expect(Object.keys(env)).toEqual(ENV_VARIABLES.map(({ name }) => name));
    expect(env).toMatchObject({
      PORT: '3000',
      FAST_LANE: 'true',
      TOKEN_SECRET: '',
      CORS_ORIGIN: '',
    });
    expect(toConfig(env)).toEqual({ ...toConfig({}), tokenSecret: expect.any(String) });
  });
});

const LOADER = resolve('dist/src/config/config.js');

/** The numbers of the lines of which the loader warns, in a folder with this `.env`. */
function findWarnings(text: string): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'env-file-'));
  writeFileSync(join(folder, '.env'), text);
  const program = `await (await import(${JSON.stringify(LOADER)})).loadConfig()`;
  const args = ['--input-type=module', '--eval', program];
  const { PATH } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env: { PATH },
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  expect([status, stdout]).toEqual([0, '']);
  expect(stderr).not.toContain('secret');
  const lines = stderr.split('\n').filter(Boolean);
  return lines.map((line) => {
    const [, number] = /^\.env, line (\d+): .+ NAME=value, .+\.$/.exec(line) ?? [];
    return Number(number);
  });
}

const WRONG = [
  'PORT 3000',
  'DATABASE-URL=secret',
  'secret',
  'export secret',
  '=secret',
  '2FA=secret',
  'my secret=1',
  'OF_ANOTHER_TOOL="secret',
  "OF_ANOTHER_TOOL='it''s secret",
  'OF_ANOTHER_TOOL="a" secret',
  '-- secret',
];

const RIGHT = [
  ' \t',
  '# PORT 3000',
  ' export  PORT = 3000 # a comment',
  '\tHOST=localhost\r',
  'lower_case=of another tool',
  'EMPTY=',
  'EMPTY= # none',
  'EMPTY=""',
  'YAML: is read too',
  `QUOTES="it's" # a comment`,
  `QUOTES='{ "b": 1 }'`,
  'QUOTES=`c`',
  'QUOTES="a \\" b"',
  `APOSTROPHE=it's`,
  'LINES="first\nPORT 3000\r\n\nlast=line"',
];

describe('A line of .env that is no setting', () => {
  it('is named by its number, between lines that are settings, blank or comments', () => {
    const lines = WRONG.flatMap((line, index) => [line, '', `# ${line}`, `TOOL_${index}=1`]);
    expect(findWarnings(lines.join('\n'))).toEqual(WRONG.map((_, index) => 4 * index + 1));
  });

  it('is no other line, and is counted after a value of several lines', () => {
    const text = `\ufeff${RIGHT.join('\n')}\n`;
    expect(findWarnings(`${text}PORT 3000\n`)).toEqual([text.split('\n').length]);
  });
});
