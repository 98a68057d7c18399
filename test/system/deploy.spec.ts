import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { Client } from '#contract-testing';
import { startEmbeddedPostgres } from '#embedded-postgres';
import { executeSql } from '../support/app.js';
import { createAdmin } from '../support/create-admin.js';
import { freePort } from '../support/free-port.js';
import { lintCompose } from '../support/lint-compose.js';
import { logIn } from '../support/log-in.js';
import { PGBOUNCER, TestPgBouncer } from '../support/pgbouncer.js';
import { cleanups, newFolder, newProject, Program } from '../support/program.js';
import { describeWith, findProgram } from '../support/programs.js';
import { REDIS, TestRedis } from '../support/redis.js';

/* The production example, as far as it can be tested without Docker: its containers' commands as processes. */

interface Service {
  command?: string[];
  environment?: Record<string, string | number>;
  secrets?: string[];
  volumes?: string[];
  restart?: string;
  deploy?: { resources: { limits: { cpus: string; memory: string } } };
}

interface Compose {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
}

const FILE = 'deploy/compose.yml';
const { services, secrets } = parse(readFileSync(FILE, 'utf8'), { merge: true }) as Compose;

/** Copies the folder, and makes its secrets. */
function newDeployment(): string {
  const folder = newFolder();
  for (const name of readdirSync('deploy').filter((entry) => entry !== 'secrets')) {
    cpSync(join('deploy', name), join(folder, name));
  }
  expect(createSecrets(folder)).toBe(0);
  return folder;
}

function createSecrets(folder: string): number | null {
  return spawnSync('sh', [join(folder, 'create-secrets.sh')]).status;
}

describe(FILE, () => {
  it('passes the linter', () => {
    expect(lintCompose(FILE)).toMatchObject({ status: 0, stdout: '\n' });
  });

  it.each(Object.entries(services))('restarts and limits %s', (_, { restart, deploy }) => {
    expect(restart).toMatch(/^unless-stopped$|^on-failure:\d$/);
    expect(deploy?.resources.limits).toEqual({
      cpus: expect.stringMatching(/^[\d.]+$/),
      memory: expect.stringMatching(/^\d+[MG]$/),
    });
  });

  it('mounts the volume where PostgreSQL 18 requires it', () => {
    expect(services.database.volumes).toEqual(['data:/var/lib/postgresql']);
  });

  it('gives each secret as a file, which create-secrets.sh makes, to a service that reads it', () => {
    const folder = newDeployment();
    const made = readdirSync(join(folder, 'secrets')).map((name) => `secrets/${name}`);
    expect(Object.values(secrets).map(({ file }) => file)).toEqual(made.sort());
    for (const { environment = {}, secrets: given = [] } of Object.values(services)) {
      const read = Object.values(environment).filter((value) => /^\/run\//.test(String(value)));
      // PgBouncer reads its own by a setting of its file.
      const known = [...read, '/run/secrets/pgbouncer_users'];
      expect(known).toEqual(expect.arrayContaining(given.map((name) => `/run/secrets/${name}`)));
    }
  });

  it('never replaces secrets that are in use', () => {
    const folder = newDeployment();
    const read = (): string => readFileSync(join(folder, 'secrets/token_secret'), 'utf8');
    const before = read();
    expect(createSecrets(folder)).not.toBe(0);
    expect(read()).toBe(before);
  });
});

const CADDY = findProgram('caddy');
const PROGRAMS = {
  name: `${PGBOUNCER.name}, ${REDIS.name} or caddy`,
  isInstalled: PGBOUNCER.isInstalled && REDIS.isInstalled && CADDY !== undefined,
};

describeWith(PROGRAMS, 'The containers of deploy/compose.yml', () => {
  it('migrate first, then serve as two instances behind one proxy, and lose no request when one stops', async () => {
    const deployment = await startBackends();
    const refused = deployment.start('api-1', { DATABASE_URL_FILE: '/run/secrets/nothing' });
    expect(await refused.exited).toEqual([1, null]);
    expect(refused.output).toContain('DATABASE_URL_FILE names a file that cannot be read (ENOENT)');

    const migration = deployment.start('migrate');
    expect(await migration.exited).toEqual([0, null]);
    expect(migration.output).toBe('The database has all migrations.\n');

    const instances = [deployment.start('api-1'), deployment.start('api-2')];
    for (const instance of instances) await instance.untilListening();
    const proxy = await deployment.startProxy(instances);

    const password = 'a private password';
    const args = ['--email', 'ada@example.com', '--name', 'Ada'];
    expect(createAdmin(deployment.databaseUrl, args, `${password}\n`).status).toBe(0);
    await logIn(proxy, 'ada@example.com', password);

    // One secret: each instance takes the other's token. One count, whatever address a client claims to have.
    const remaining: number[] = [];
    for (let count = 0; count < 6; count += 1) {
      const headers = { 'X-Forwarded-For': `192.0.2.${count}` };
      const response = await proxy.get('/users/me', { headers });
      expect(response.status).toBe(200);
      remaining.push(Number(response.headers['ratelimit-remaining']));
    }
    expect(remaining).toEqual(Array.from({ length: 6 }, (_, index) => remaining[0] - index));
    for (const { client } of instances) {
      expect((await client.get('/health/ready')).status).toBe(200);
    }

    const codes = new Set<number>();
    let isStopped = false;
    // Not counted under the limit of the rate.
    const send = async (): Promise<void> => {
      while (!isStopped) codes.add((await proxy.get('/health/live')).status);
    };
    const clients = [send(), send(), send(), send()];
    instances[0].kill('SIGTERM');
    expect(await instances[0].exited).toEqual([0, null]);
    isStopped = true;
    await Promise.all(clients);
    expect((await proxy.get('/users/me')).status).toBe(200);
    expect(codes).toEqual(new Set([200]));
  });
});

interface Deployment {
  /** Leads to the database through PgBouncer. */
  databaseUrl: string;
  /** Starts the command of a service, with the variables of its container. */
  start: (service: string, env?: NodeJS.ProcessEnv) => Program;
  /** Starts the proxy before these instances, and returns a client of it. */
  startProxy: (instances: Program[]) => Promise<Client>;
}

/** Starts PostgreSQL, Redis and PgBouncer, the last one with its file, and makes the secrets. */
async function startBackends(): Promise<Deployment> {
  const folder = newDeployment();
  const project = await newProject();
  // A container gets each file by itself.
  for (const path of [folder, join(folder, 'secrets')]) chmodSync(path, 0o755);
  const readSecret = (name: string): string =>
    readFileSync(join(folder, 'secrets', name), 'utf8').trim();

  const database = await startEmbeddedPostgres({ settings: { fsync: 'off' } });
  cleanups.push(() => database.stop());
  // As the image does.
  const password = readSecret('database_password');
  await executeSql(`CREATE ROLE app LOGIN PASSWORD '${password}'`, database.url);
  await executeSql('CREATE DATABASE app OWNER app', database.url);

  const redis = await TestRedis.start();
  cleanups.push(() => redis.stop());

  const port = String(await freePort());
  const databaseUrl = readSecret('database_url').replace('pgbouncer:6432', `127.0.0.1:${port}`);
  writeFileSync(join(folder, 'secrets/database_url'), `${databaseUrl}\n`);
  const config = readFileSync(join(folder, 'pgbouncer.ini'), 'utf8')
    .replace('host=database port=5432', `host=127.0.0.1 port=${database.port}`)
    .replace('0.0.0.0', '127.0.0.1')
    .replace('6432', port)
    .replace('/run', folder);
  const bouncer = await TestPgBouncer.run(config, databaseUrl);
  cleanups.push(() => bouncer.stop());

  const toHere = (value: string): string =>
    value.replace('/run', folder).replace('redis://redis:6379', redis.url);
  const start: Deployment['start'] = (service, more = {}) => {
    const { environment, command = readImageCommand() } = services[service];
    const variables = Object.entries({ ...environment, NODE_ENV: 'production', ...more });
    const env = variables.map(([name, value]) => [name, toHere(String(value))] as const);
    // Each container has its own port 9464; here only one process could have it.
    const ports = { PORT: '0', METRICS_PORT: '', HOST: '127.0.0.1', TOKEN_SECRET: '' };
    return new Program(project, { ...Object.fromEntries(env), ...ports }, command);
  };

  const startProxy: Deployment['startProxy'] = async (instances) => {
    const site = `http://127.0.0.1:${await freePort()}`;
    const upstreams = instances.map(({ client }) => new URL(client.origin).host).join(' ');
    const caddyfile = join(folder, 'Caddyfile');
    const text = readFileSync(caddyfile, 'utf8').replace('api-1:3000 api-2:3000', upstreams);
    writeFileSync(caddyfile, `{\n\tadmin off\n\tdefault_bind 127.0.0.1\n}\n${text}`);
    const run = [String(CADDY), 'run', '--config', caddyfile, '--adapter', 'caddyfile'];
    const proxy = new Program(folder, { SITE_ADDRESS: site, HOME: folder }, run);
    await proxy.untilLive(new URL(site).port);
    return proxy.client;
  };
  return { databaseUrl, start, startProxy };
}

/** The command of the production image. */
function readImageCommand(): string[] {
  const [, command] =
    /^CMD (.+)$/m.exec(readFileSync('Dockerfile', 'utf8').split('AS production')[1]) ?? [];
  return JSON.parse(command) as string[];
}
