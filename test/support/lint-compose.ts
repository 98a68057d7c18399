import { spawnSync } from 'node:child_process';

/** Checks a file against the Compose specification and the rules of dclint. */
export function lintCompose(file: string): { status: number | null; stdout: string } {
  const dclint = ['node_modules/dclint/bin/dclint.cjs', '--max-warnings=0', file];
  return spawnSync(process.execPath, dclint, { encoding: 'utf8' });
}
