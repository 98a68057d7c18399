import { describe, expect, it } from '@jest/globals';
import { banner } from '../src/banner.js';
import { InvalidConfig, readConfig, SETTINGS } from '../src/config.js';

const databaseUrl = 'postgres://user:secret@database:5432/name';
const tokenSecret = 's'.repeat(32);

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
    const defaults = { production: false, port: 3000, host: 'localhost', databaseUrl: undefined };
    expect(readConfig({})).toMatchObject(defaults);
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
    };
    const expected = { production: true, port: 80, host: '::1', databaseUrl, tokenSecret };
    expect(readConfig(env)).toEqual(expected);
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
  ])('refuses %s=%s, by its rule', (name, value) => {
    const rule = SETTINGS.find((setting) => setting.name === name)?.rule;
    expect(refusal({ [name]: value })).toBe(`The settings can not be used:\n  ${name} ${rule}.`);
  });

  it('names all faults at once, each on a line, and no value: it may hold a password', () => {
    const env = {
      NODE_ENV: 'x-1',
      PORT: 'x-2',
      HOST: 'x/3',
      DATABASE_URL: 'mysql://u:secret@h',
      TOKEN_SECRET: 'x-5',
    };
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
