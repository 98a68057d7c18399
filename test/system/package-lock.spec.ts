import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';

interface LockedPackage {
  optionalDependencies?: Record<string, string>;
}

describe('package-lock.json', () => {
  // A lock file created on one platform may omit the builds for others, where `npm ci` then fails.
  it('has an entry for every platform-specific build', async () => {
    const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as {
      packages: Record<string, LockedPackage>;
    };
    const locked = new Set(
      Object.keys(lock.packages).map((path) => path.split('node_modules/').at(-1)),
    );
    const offered = Object.values(lock.packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies),
    );
    expect(offered.length).toBeGreaterThan(0);
    expect(offered.filter((name) => !locked.has(name))).toEqual([]);
  });

  it('contains no registry URLs', async () => {
    expect(await readFile('package-lock.json', 'utf8')).not.toContain('"resolved"');
  });
});
