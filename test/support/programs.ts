import { spawnSync } from 'node:child_process';
import { describe, it } from '@jest/globals';

/** The path of the first of these programs that is installed. */
export function findProgram(...names: string[]): string | undefined {
  const find = (name: string): string =>
    spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name]).stdout.toString().trim();
  return names.map(find).find(Boolean);
}

/**
 * Describes tests that need a program. Without it, the run says what is not tested; with REQUIRE_PROGRAMS, as in
 * CI, they fail.
 */
export function describeWith(
  program: { name: string; isInstalled: boolean },
  title: string,
  tests: () => void,
): void {
  if (program.isInstalled || process.env.REQUIRE_PROGRAMS) return describe(title, tests);
  // Without any test, the file would fail.
  it(`${title}: NOT TESTED, because ${program.name} is not installed`, () => undefined);
}
