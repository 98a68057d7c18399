import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, jest } from '@jest/globals';
import { listFiles } from '../../scripts/files.mjs';
import { PROJECT } from './program.js';

/** Each command compiles what it changes, beside other work of the machine. */
jest.setTimeout(20 * 60_000);

/** Copies the project as a fresh clone has it, with its dependencies, until the end of the file's tests. */
export function copyProject(): string {
  const copy = mkdtempSync(join(tmpdir(), 'project-'));
  for (const path of listFiles()) cpSync(path, join(copy, path));
  symlinkSync(join(PROJECT, 'node_modules'), join(copy, 'node_modules'));
  afterAll(() => rmSync(copy, { recursive: true, force: true }));
  return copy;
}

/** Runs a command in a copy, with the PostgreSQL server of the tests unless another database is given. */
export function runIn(
  copy: string,
  command: string,
  databaseUrl = process.env.TEST_SERVER_URL,
): { status: number | null; output: string } {
  const env: NodeJS.ProcessEnv = { ...process.env, DATABASE_URL: databaseUrl };
  delete env.JEST_WORKER_ID;
  const options = { cwd: copy, env, encoding: 'utf8', maxBuffer: 100_000_000 } as const;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], options);
  return { status, output: stdout + stderr };
}

/** Runs a command that must succeed, and returns its output. Otherwise the failure shows what it printed. */
export function succeedIn(...args: Parameters<typeof runIn>): string {
  const { status, output } = runIn(...args);
  if (status !== 0) throw new Error(`${args[1]} ended with ${status}:\n${output}`);
  return output;
}
