import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { lintCompose } from '../support/lint-compose.js';
import { newDatabase, Program, PROJECT } from '../support/program.js';

/* The images, as far as they can be tested without Docker: by the commands of the Dockerfile in folders. */

interface Stage {
  run: string[];
  command: string[];
  healthCheck: string[];
}

interface Compose {
  services: Record<
    string,
    { build?: { target: string }; environment: Record<string, unknown>; volumes?: string[] }
  >;
}

const STAGES = readStages(readFileSync('Dockerfile', 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'container-'));

afterAll(() => rm(folder, { recursive: true }));

function readStages(dockerfile: string): Record<string, Stage> {
  const texts = dockerfile.replaceAll('\\\n', '').split(/^(?=FROM )/m);
  const stages = texts.map((text) => {
    const find = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? '';
    const run = [...text.matchAll(/^RUN (.+)$/gm)].map(([, command]) => command);
    const command = JSON.parse(find(/^CMD (.+)$/m) || '[]') as string[];
    const healthCheck = JSON.parse(find(/^HEALTHCHECK .*CMD (.+)$/m) || '[]') as string[];
    return [find(/^FROM \S+ AS (\S+)$/m), { run, command, healthCheck }] as const;
  });
  return Object.fromEntries(stages);
}

describe('docker-compose.yml', () => {
  const text = readFileSync('docker-compose.yml', 'utf8');
  const { api, database } = (parse(text) as Compose).services;

  it('passes the linter', () => {
    expect(lintCompose('docker-compose.yml')).toMatchObject({ status: 0, stdout: '\n' });
  });

  it('fails the linter with a condition that Compose does not support', () => {
    const file = join(folder, 'docker-compose.yml');
    writeFileSync(file, text.replace('service_healthy', 'service_ready'));
    const { status, stdout } = lintCompose(file);
    expect(status).toBe(1);
    expect(stdout).toContain('/services/api/depends_on');
  });

  it('connects the service to the database by its name and with its password', () => {
    const password = String(database.environment.POSTGRES_PASSWORD);
    expect(api.environment.DATABASE_URL).toBe(
      `postgres://postgres:${password}@database:5432/postgres`,
    );
  });

  it('mounts the volume where PostgreSQL 18 requires it', () => {
    expect(database.volumes).toEqual(['data:/var/lib/postgresql']);
  });

  it('builds a stage of the Dockerfile that has a command', () => {
    expect(STAGES[String(api.build?.target)].command).not.toEqual([]);
  });
});

describe('An image', () => {
  const build = join(folder, 'build');
  const production = join(folder, 'production');

  beforeAll(async () => {
    await mkdir(build);
    const ignore = readFileSync('.dockerignore', 'utf8').split('\n');
    const kept = ignore.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    for (const path of kept.filter(existsSync)) {
      await cp(join(PROJECT, path), join(build, path), { recursive: true });
    }
    for (const test of ['demo/test', ...readdirSync('libs').map((name) => `libs/${name}/test`)]) {
      await rm(join(build, test), { recursive: true, force: true });
    }
    await symlink(join(PROJECT, 'node_modules'), join(build, 'node_modules'));
    run(STAGES.build, build);

    const trimmed = join(folder, 'trimmed');
    await cp(build, trimmed, { recursive: true });
    run(STAGES.trimmed, trimmed);

    await mkdir(production);
    await cp(join(build, 'package.json'), join(production, 'package.json'));
    await cp(join(trimmed, 'dist'), join(production, 'dist'), { recursive: true });
    await linkDependencies(production);
  }, 180_000);

  function run(stage: Stage, cwd: string): void {
    for (const command of stage.run.filter((line) => !line.startsWith('npm ci '))) {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
        cwd,
        encoding: 'utf8',
      });
      expect([command, status, `${stdout}${stderr}`]).toEqual([command, 0, expect.any(String)]);
    }
  }

  /** Only what package.json names: an import of anything else would fail in the image. */
  async function linkDependencies(target: string): Promise<void> {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: object;
    };
    for (const name of Object.keys(dependencies)) {
      const link = join(target, 'node_modules', name);
      await mkdir(dirname(link), { recursive: true });
      await symlink(join(PROJECT, 'node_modules', name), link);
    }
  }

  async function start(stage: Stage, cwd: string, NODE_ENV: string): Promise<Program> {
    const DATABASE_URL = (await newDatabase()).href;
    return new Program(cwd, { DATABASE_URL, NODE_ENV }, stage.command).untilListening();
  }

  it('for production has no demo, no PostgreSQL, no tests and no source maps', () => {
    const files = readdirSync(join(production, 'dist'), { recursive: true }) as string[];
    expect(files).toContain('src/main.js');
    expect(
      files.filter((file) =>
        /demo\/|embedded-postgres|contract-testing|\.(?:map|tsbuildinfo)$/.test(file),
      ),
    ).toEqual([]);
  });

  it('for production serves, is healthy, and ends by SIGTERM', async () => {
    const program = await start(STAGES.production, production, 'production');
    expect((await program.client.get('/health/ready')).status).toBe(200);
    expect((await program.client.get('/')).status).toBe(404);
    const [file, ...args] = STAGES.production.healthCheck;
    const env = { PATH: process.env.PATH, PORT: new URL(program.client.origin).port };
    expect(spawnSync(file, args, { env }).status).toBe(0);
    program.kill('SIGTERM');
    expect([await program.exited, program.findProcesses()]).toEqual([[0, null], []]);
    expect(spawnSync(file, args, { env }).status).not.toBe(0);
  });

  it('for production has no PostgreSQL of its own, and says so', async () => {
    const program = new Program(production, { NODE_ENV: 'development' }, STAGES.production.command);
    expect(await program.exited).toEqual([1, null]);
    expect(program.output).toBe(
      'This image has no PostgreSQL: set DATABASE_URL to a server of your own.\n',
    );
  });

  it('for compose serves what npm start does, and ends by SIGTERM', async () => {
    const program = await start(STAGES.demo, build, 'development');
    expect((await program.client.get('/health/ready')).status).toBe(200);
    program.kill('SIGTERM');
    await program.until(() => program.findProcesses().length === 0);
  });
});
