import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

interface Service {
  depends_on?: Record<string, { condition: string }>;
  environment: Record<string, unknown>;
  env_file?: object[];
  healthcheck: { test: string[] };
  ports?: string[];
  volumes?: string[];
}

describe('docker-compose.yml', () => {
  const text = readFileSync('docker-compose.yml', 'utf8');
  const { api, database } = (parse(text) as { services: Record<string, Service> }).services;
  const folder = mkdtempSync(join(tmpdir(), 'compose-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Checks a file against the Compose specification and the rules of dclint. */
  function lint(compose: string): { status: number | null; stdout: string } {
    const file = join(folder, 'docker-compose.yml');
    writeFileSync(file, compose);
    const dclint = ['node_modules/dclint/bin/dclint.cjs', '--max-warnings=0', file];
    return spawnSync(process.execPath, dclint, { encoding: 'utf8' });
  }

  it('passes the linter', () => {
    expect(lint(text)).toMatchObject({ status: 0, stdout: '\n' });
  });

  it('fails the linter with a condition that Compose does not support', () => {
    const { status, stdout } = lint(text.replace('service_healthy', 'service_ready'));
    expect(status).toBe(1);
    expect(stdout).toContain('/services/api/depends_on');
  });

  it('starts the service when the database accepts connections over the network', () => {
    expect(api.depends_on).toEqual({ database: { condition: 'service_healthy' } });
    expect(database.healthcheck.test).toEqual(
      expect.arrayContaining(['pg_isready', '--host=127.0.0.1']),
    );
    expect(api.healthcheck.test.join(' ')).toContain('/health/ready');
  });

  it('connects the service to the database by its name and with its password', () => {
    const { DATABASE_URL, NODE_ENV } = api.environment;
    const password = String(database.environment.POSTGRES_PASSWORD);
    expect(DATABASE_URL).toBe(`postgres://postgres:${password}@database:5432/postgres`);
    expect(NODE_ENV).toBe('development');
  });

  it('publishes the service on PORT, and no port of the database', () => {
    expect(api.ports).toEqual(['127.0.0.1:${PORT:-3000}:3000']);
    expect(api.environment.PORT).toBe(3000);
    expect(api.env_file).toEqual([{ path: '.env', required: false }]);
    expect(database.ports).toBeUndefined();
  });

  it('mounts the volume where PostgreSQL 18 requires it', () => {
    expect(database.volumes).toEqual(['data:/var/lib/postgresql']);
  });
});

describe('Dockerfile', () => {
  const [build, dependencies, image] = readFileSync('Dockerfile', 'utf8').split(/^(?=FROM )/m);

  it('starts Node directly, as a user other than root', () => {
    expect(image).toMatch(/^USER node$/m);
    expect(image).toMatch(/^CMD \["node", "dist\/main\.js"\]$/m);
  });

  it('copies its packages from a stage with production packages only', () => {
    expect(build).not.toContain('--omit');
    expect(dependencies).toMatch(/^FROM \S+ AS dependencies$/m);
    expect(dependencies).toMatch(/^RUN npm ci .*--omit=dev/m);
    expect(image).toMatch(/^COPY --from=dependencies \S+node_modules node_modules$/m);
    expect(image).not.toContain('npm ci');
  });

  it('checks its health with tools that a slim image contains', () => {
    expect(image).toMatch(/^HEALTHCHECK .*\\\n {2}CMD \["node", "-e", "fetch\(/m);
    expect(image).not.toMatch(/curl|wget/);
  });
});
