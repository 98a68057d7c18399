import { describe, expect, it } from '@jest/globals';
import { banner } from '../src/banner.js';
import { InvalidConfig, readConfig, SETTINGS } from '../src/config.js';

const databaseUrl = 'postgres://user:secret@database:5432/name';
const tokenSecret = 's'.repeat(32);
const redisUrl = 'rediss://:secret@redis:6379/1';

/** What `readConfig` says of settings it refuses. */
function refusal(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof InvalidConfig) return error.message;
  }
  throw new Error('The settings should have been refused.');
}

describe('readConfig', () => {
  it('has a default for everything, and none for the database', () => {
    expect(readConfig({})).toMatchObject({
      production: false,
      port: 3000,
      host: 'localhost',
      databaseUrl: undefined,
      rateLimit: 600,
      loginRateLimit: 10,
      rateWindow: 60_000,
      redisUrl: undefined,
      trustProxy: 0,
      databasePool: 10,
      transactionPooling: false,
      logRequests: true,
      corsOrigins: [],
    });
  });

  it('makes another secret each time, as long as it has to be, where it is given none', () => {
    const { tokenSecret } = readConfig({});
    expect(Buffer.byteLength(tokenSecret)).toBeGreaterThanOrEqual(32);
    expect(readConfig({}).tokenSecret).not.toBe(tokenSecret);
  });

  it('takes an empty value for none', () => {
    const empty = Object.fromEntries(SETTINGS.map(({ name }) => [name, '']));
    const { tokenSecret, ...config } = readConfig(empty);
    expect(readConfig({})).toMatchObject(config);
    expect(tokenSecret).not.toBe('');
  });

  it('reads every setting', () => {
    const env = {
      NODE_ENV: 'production',
      PORT: '80',
      HOST: '::1',
      DATABASE_URL: databaseUrl,
      TOKEN_SECRET: tokenSecret,
      RATE_LIMIT: '0',
      LOGIN_RATE_LIMIT: '5',
      REDIS_URL: redisUrl,
      TRUST_PROXY: '2',
      DATABASE_POOL: '3',
      TRANSACTION_POOLING: 'true',
      LOG_REQUESTS: 'false',
      CORS_ORIGIN: 'https://a.example,http://localhost:8080',
    };
    expect(readConfig(env)).toEqual({
      production: true,
      port: 80,
      host: '::1',
      databaseUrl,
      tokenSecret,
      rateLimit: 0,
      loginRateLimit: 5,
      rateWindow: 60_000,
      redisUrl,
      trustProxy: 2,
      databasePool: 3,
      transactionPooling: true,
      logRequests: false,
      corsOrigins: ['https://a.example', 'http://localhost:8080'],
    });
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
    ['DATABASE_POOL', '999'],
    ['RATE_LIMIT', '999999'],
    ['LOGIN_RATE_LIMIT', '0'],
    ['REDIS_URL', 'redis://localhost'],
    ['TRUST_PROXY', '9'],
    ['CORS_ORIGIN', 'https://shop.example:8443'],
  ])('takes %s=%s', (name, value) => {
    expect(() => readConfig({ [name]: value })).not.toThrow();
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
    ['TOKEN_SECRET', 's'.repeat(31)],
    ['DATABASE_POOL', '0'],
    ['TRANSACTION_POOLING', 'yes'],
    ['LOG_REQUESTS', '0'],
    ['RATE_LIMIT', '-1'],
    ['RATE_LIMIT', '1e3'],
    ['LOGIN_RATE_LIMIT', '1000000'],
    ['REDIS_URL', 'localhost:6379'],
    ['REDIS_URL', 'redis://host:port'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '10'],
    ['CORS_ORIGIN', '*'],
    ['CORS_ORIGIN', 'https://shop.example/'],
    ['CORS_ORIGIN', 'shop.example'],
    ['CORS_ORIGIN', 'https://a.example, https://b.example'],
  ])('refuses %s=%s, by its rule', (name, value) => {
    const rule = SETTINGS.find((setting) => setting.name === name)?.rule;
    expect(refusal({ [name]: value })).toBe(`The settings can not be used:\n  ${name} ${rule}.`);
  });

  it('names all faults at once, each on a line, and no value: it may hold a password', () => {
    const env: Record<string, string> = Object.fromEntries(
      SETTINGS.map(({ name }, index) => [name, `x/${index}`]),
    );
    env.DATABASE_URL = 'mysql://u:secret@h';
    const message = refusal(env);
    expect(message.split('\n').map((line) => line.trim().split(' ')[0])).toEqual([
      'The',
      ...SETTINGS.map(({ name }) => name),
    ]);
    for (const value of [...Object.values(env), 'secret']) expect(message).not.toContain(value);
  });

  it('needs a database and a secret in production, and says so beside the other faults', () => {
    const needed =
      '  DATABASE_URL is needed in production.+\n  TOKEN_SECRET is needed in production.+$';
    expect(refusal({ NODE_ENV: 'production', DATABASE_URL: '', PORT: 'x' })).toMatch(
      new RegExp(`^The settings can not be used:\n  PORT .+\n${needed}`),
    );
  });
});

describe('banner', () => {
  it('names an address that a browser on this machine can open, whatever HOST is', () => {
    expect(banner('http://127.0.0.1:3000', 'localhost')).toContain(' http://localhost:3000/items');
    expect(banner('http://0.0.0.0:80', '0.0.0.0')).toContain(' http://localhost/items');
    expect(banner('http://[::1]:3000', '::1')).toContain(' http://[::1]:3000/items');
  });
});
