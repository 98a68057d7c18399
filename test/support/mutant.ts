import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROJECT = join(import.meta.dirname, '../..');
const COPIED = ['src', 'test', 'package.json', 'tsconfig.json', 'jest.config.js', 'openapi.json'];
const LINKED = ['node_modules', 'dist'];

/** A text that occurs exactly once in a file of the project, and its replacement. */
export interface Mutation {
  file: string;
  text: string;
  replacement: string;
}

interface RunOptions {
  mutations?: Mutation[];
  /** Keeps only the e2e specs whose path ends with this text. */
  keptSpec?: string;
  /** Arguments for Jest. */
  args?: string[];
}

export interface Outcome {
  /** Jest's exit code: 0 when every test passed, 1 when one failed. */
  exitCode: unknown;
  output: string;
}

/** Two folders for copies; at most two runs are active at once. */
const lanes = [1, 2].map(() => ({ folder: '', last: Promise.resolve<unknown>(undefined) }));
let count = 0;

/** Runs e2e tests in a copy of the project, on the database server of this run. */
export function runCopy(options: RunOptions): Promise<Outcome> {
  const lane = lanes[count++ % lanes.length];
  const outcome = lane.last.then(async () => {
    lane.folder ||= await mkdtemp(join(tmpdir(), 'mutant-'));
    return runIn(lane.folder, options);
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
  { mutations = [], keptSpec = '', args = [] }: RunOptions,
): Promise<Outcome> {
  const copy = join(folder, 'project');
  await rm(copy, { recursive: true, force: true });
  await mkdir(copy);
  // Copies only e2e specs; contract.spec.ts would start copies of the copy.
  const filter = (path: string): boolean =>
    !path.endsWith('spec.ts') || (path.endsWith('.e2e-spec.ts') && path.endsWith(keptSpec));
  for (const name of COPIED) {
    await cp(join(PROJECT, name), join(copy, name), { recursive: true, filter });
  }
  for (const name of LINKED) await symlink(join(PROJECT, name), join(copy, name));
  for (const { file, text, replacement } of mutations) {
    const parts = (await readFile(join(copy, file), 'utf8')).split(text);
    if (parts.length !== 2) {
      throw new Error(
        `The mutation no longer applies: ${file} has ${parts.length - 1} occurrences of\n${text}`,
      );
    }
    await writeFile(join(copy, file), parts.join(replacement));
  }
  // Later copies in the same folder reuse the compiled files.
  return runJest(copy, [...args, '--runInBand', `--cacheDirectory=${join(folder, 'cache')}`]);
}

function runJest(cwd: string, args: string[]): Promise<Outcome> {
  const node = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', ...args];
  const env = { ...process.env, DATABASE_URL: process.env.TEST_SERVER_URL, FORCE_COLOR: '0' };
  const options = { cwd, env, timeout: 120_000, maxBuffer: 2 ** 26 };
  return new Promise((resolve) => {
    execFile(process.execPath, node, options, (error, stdout, stderr) =>
      resolve({ exitCode: error === null ? 0 : error.code, output: stdout + stderr }),
    );
  });
}
