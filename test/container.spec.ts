import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

interface Service {
  depends_on?: Record<string, { condition: string }>;
  environment: Record<string, string>;
  healthcheck: { test: string[] };
  ports?: string[];
  volumes?: string[];
}

describe('docker-compose.yml', () => {
  const text = readFileSync('docker-compose.yml', 'utf8');
  const { api, database } = (parse(text) as { services: Record<string, Service> }).services;
  const folder = mkdtempSync(join(tmpdir(), 'compose-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Checks a file against the Compose specification and for good practice. */
  function lint(compose: string): { status: number | null; stdout: string } {
    const file = join(folder, 'docker-compose.yml');
    writeFileSync(file, compose);
    const dclint = ['node_modules/dclint/bin/dclint.cjs', '--max-warnings=0', file];
    return spawnSync(process.execPath, dclint, { encoding: 'utf8' });
  }

  it('passes the linter', () => {
    expect(lint(text)).toMatchObject({ status: 0, stdout: '\n' });
  });

  it('does not pass with a condition that Compose does not know', () => {
    const { status, stdout } = lint(text.replace('service_healthy', 'service_ready'));
    expect(status).toBe(1);
    expect(stdout).toContain('/services/api/depends_on');
  });

  it('starts the service when the database takes connections over the network', () => {
    expect(api.depends_on).toEqual({ database: { condition: 'service_healthy' } });
    expect(database.healthcheck.test).toEqual(
      expect.arrayContaining(['pg_isready', '--host=127.0.0.1']),
    );
    expect(api.healthcheck.test.join(' ')).toContain('/health/ready');
  });

  it('has the service find the database by name, and let in with its password', () => {
    const { DATABASE_URL, NODE_ENV } = api.environment;
    const password = database.environment.POSTGRES_PASSWORD;
    expect(DATABASE_URL).toBe(`postgres://postgres:${password}@database:5432/postgres`);
    expect(NODE_ENV).toBe('development');
  });

  it('publishes the service on port 3000, and the database nowhere', () => {
    expect(api.ports).toEqual(['127.0.0.1:3000:3000']);
    expect(database.ports).toBeUndefined();
  });

  it('keeps the data where PostgreSQL 18 wants them', () => {
    expect(database.volumes).toEqual(['data:/var/lib/postgresql']);
  });
});

describe('Dockerfile', () => {
  const [build, dependencies, image] = readFileSync('Dockerfile', 'utf8').split(/^(?=FROM )/m);

  it('starts Node itself, as a user that is not root', () => {
    expect(image).toMatch(/^USER node$/m);
    expect(image).toMatch(/^CMD \["node", "dist\/main\.js"\]$/m);
  });

  it('takes its packages from a stage that has those of production alone', () => {
    expect(build).not.toContain('--omit');
    expect(dependencies).toMatch(/^FROM \S+ AS dependencies$/m);
    expect(dependencies).toMatch(/^RUN npm ci .*--omit=dev/m);
    expect(image).toMatch(/^COPY --from=dependencies \S+node_modules node_modules$/m);
    expect(image).not.toContain('npm ci');
  });

  it('checks its health with what a slim image has', () => {
    expect(image).toMatch(/^HEALTHCHECK .*\\\n {2}CMD \["node", "-e", "fetch\(/m);
    expect(image).not.toMatch(/curl|wget/);
  });
});
