import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';

interface LockedPackage {
  optionalDependencies?: Record<string, string>;
}

describe('package-lock.json', () => {
  // A lock made on one system may leave out the builds for the others, and `npm ci` fails there.
  it('has an entry for every build that a package offers for some system', async () => {
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

  it('names no registry', async () => {
    expect(await readFile('package-lock.json', 'utf8')).not.toContain('"resolved"');
  });
});
