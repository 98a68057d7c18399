import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { TOKEN_SECRET } from './app.js';
import { newFolder, PROJECT } from './program.js';

const COMMAND = join(PROJECT, 'dist/src/create-admin.js');

/** Runs `npm run create-admin` in production, with the input on standard input. */
export function createAdmin(
  databaseUrl: string,
  args: string[],
  input: string,
): { status: number | null; stdout: string; stderr: string } {
  const env = { PATH: process.env.PATH, NODE_ENV: 'production', TOKEN_SECRET };
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    cwd: newFolder(),
    env: { ...env, DATABASE_URL: databaseUrl },
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}
