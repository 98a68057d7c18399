import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { PartialType } from '@nestjs/swagger';
import { getMetadataStorage, IsString } from 'class-validator';
import pg from 'pg';

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

class WithRule {
  @IsString()
  text: string;
}

/** What the libraries use of packages that does not belong to their declared interfaces. */
const INTERNALS = [
  {
    name: 'pg',
    version: '8.23.1',
    what: 'the socket of a connection, in connection.stream',
    read: () =>
      (new pg.Client() as unknown as { connection: { stream: unknown } }).connection.stream,
    expected: expect.any(Socket),
  },
  {
    name: 'class-validator',
    version: '0.15.1',
    what: 'the classes with rules, in validationMetadatas',
    read: () => [...storageMap('validationMetadatas').keys()],
    expected: expect.arrayContaining([WithRule]),
  },
  {
    name: 'class-validator',
    version: '0.15.1',
    what: 'the classes of rules, in constraintMetadatas',
    read: () => [...storageMap('constraintMetadatas').values()].flat(),
    expected: expect.arrayContaining([expect.objectContaining({ async: false })]),
  },
  {
    name: '@nestjs/swagger',
    version: '12.0.2',
    what: 'the name of the method that describes a class',
    read: () => Object.getOwnPropertyNames(PartialType(WithRule)),
    expected: expect.arrayContaining(['_OPENAPI_METADATA_FACTORY']),
  },
];

function storageMap(name: string): Map<unknown, unknown> {
  return (getMetadataStorage() as unknown as Record<string, Map<unknown, unknown>>)[name];
}

describe('internals of packages', () => {
  it.each(INTERNALS)('$name $version has $what', ({ name, version, read, expected }) => {
    const manifest = createRequire(import.meta.url)(`${name}/package.json`) as { version: string };
    // After an update, look whether this still holds, then write the new version here.
    expect(manifest.version).toBe(version);
    expect(read()).toEqual(expected);
  });
});
