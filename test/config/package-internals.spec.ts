import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { PartialType } from '@nestjs/swagger';
import { getMetadataStorage, IsString } from 'class-validator';
import pg from 'pg';

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
