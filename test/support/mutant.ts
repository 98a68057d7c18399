import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROJECT = join(import.meta.dirname, '../..');
const COPIED = ['src', 'test', 'package.json', 'tsconfig.json', 'jest.config.js', 'openapi.json'];
const LINKED = ['node_modules', 'dist'];

/** A text that occurs once in a file of the project, and what takes its place. */
export interface Mutation {
  file: string;
  text: string;
  replacement: string;
}

interface Run {
  mutations?: Mutation[];
  /** The copy has only the e2e files whose names end so. */
  kept?: string;
  /** Arguments for Jest. */
  args?: string[];
}

export interface Outcome {
  /** Jest's exit code: 0 when every test passed, 1 when one did not. */
  code: unknown;
  output: string;
}

/** Two folders to run copies in, and so at most two runs at once. */
const lanes = [1, 2].map(() => ({ folder: '', last: Promise.resolve<unknown>(undefined) }));
let count = 0;

/** Runs e2e tests in a copy of the project, on the database server of this run. */
export function runCopy(run: Run): Promise<Outcome> {
  const lane = lanes[count++ % lanes.length];
  const outcome = lane.last.then(async () => {
    lane.folder ||= await mkdtemp(join(tmpdir(), 'mutant-'));
    return runIn(lane.folder, run);
  });
  lane.last = outcome.catch(() => undefined);
  return outcome;
}

export async function removeCopies(): Promise<void> {
  for (const { folder, last } of lanes) {
    await last;
    if (folder) await rm(folder, { recursive: true, force: true });
  }
}

async function runIn(
  folder: string,
  { mutations = [], kept = '', args = [] }: Run,
): Promise<Outcome> {
  const copy = join(folder, 'project');
  await rm(copy, { recursive: true, force: true });
  await mkdir(copy);
  // This file's own tests, and others that send nothing, stay behind.
  const filter = (path: string): boolean =>
    !path.endsWith('spec.ts') || (path.endsWith('.e2e-spec.ts') && path.endsWith(kept));
  for (const name of COPIED) {
    await cp(join(PROJECT, name), join(copy, name), { recursive: true, filter });
  }
  for (const name of LINKED) await symlink(join(PROJECT, name), join(copy, name));
  for (const { file, text, replacement } of mutations) {
    const parts = (await readFile(join(copy, file), 'utf8')).split(text);
    if (parts.length !== 2) {
      throw new Error(`The mutation no longer applies: ${file} has ${parts.length - 1} ×\n${text}`);
    }
    await writeFile(join(copy, file), parts.join(replacement));
  }
  // What is compiled for one copy serves the next in the same folder.
  return jest(copy, [...args, '--runInBand', `--cacheDirectory=${join(folder, 'cache')}`]);
}

function jest(cwd: string, args: string[]): Promise<Outcome> {
  const node = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', ...args];
  const env = { ...process.env, DATABASE_URL: process.env.TEST_SERVER_URL, FORCE_COLOR: '0' };
  const options = { cwd, env, timeout: 120_000, maxBuffer: 2 ** 26 };
  return new Promise((resolve) => {
    execFile(process.execPath, node, options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, output: stdout + stderr }),
    );
  });
}
