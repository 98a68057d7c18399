import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/* A library is a folder that another project can copy. */

describe.each(readdirSync('libs'))('libs/%s', (library) => {
  const folder = `libs/${library}`;
  const read = (file: string): string => readFileSync(`${folder}/${file}`, 'utf8');

  it('has README.md, src and test, and nothing else', () => {
    expect(readdirSync(folder).sort()).toEqual(['README.md', 'src', 'test']);
    expect(readdirSync(`${folder}/test`)).not.toEqual([]);
  });

  it('has a README of a screen, and its changes', () => {
    const [screen, changes] = read('README.md').split('\n## Changes\n');
    expect(screen.split('\n').length).toBeLessThanOrEqual(42);
    expect(changes).toMatch(/^\n- \*\*\d+\.\d+\.\d+\*\* \(\d{4}-\d\d-\d\d\): /);
  });

  it('exports what its README lists', async () => {
    const face = (await import(`../../libs/${library}/src/index.js`)) as object;
    const readme = read('README.md');
    expect(Object.keys(face).filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
    const types = [...read('src/index.ts').matchAll(/\btype (\w+)/g)].map(([, name]) => name);
    expect(types.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});
