import { spawnSync } from 'node:child_process';

/** Compiles a folder that has a tsconfig.json, and returns what the compiler complains about. */
export function compile(folder: string): string {
  const { stdout, stderr } = spawnSync('npx', ['tsc', '-p', folder], { encoding: 'utf8' });
  return stdout + stderr;
}
