import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import redocly from '@redocly/openapi-core';
import spectral from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';

/* The rules of two linters that authors of clients use. */

const EXCEPTIONS = {
  // A sample has no person or address behind it.
  'info-contact': 'off',
  // The tags are in the order in which a stranger reads.
  'openapi-tags-alphabetical': 'off',
} as const;

const text = await readFile('openapi.json', 'utf8');

/** The document without its licence, and with an operation that has no responses. */
const broken = text.replace(/"license": \{[^}]+\},/, '').replace('"operationId"', '"x-id"');

async function lintByRedocly(source: string): Promise<string[]> {
  const config = await redocly.createConfig({ extends: ['recommended'] });
  const problems = await redocly.lintFromString({ source, config });
  return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

async function lintBySpectral(source: string): Promise<string[]> {
  const linter = new spectral.Spectral();
  linter.setRuleset({ extends: [[rulesets.oas as never, 'all']], rules: EXCEPTIONS });
  const problems = await linter.run(JSON.parse(source) as Record<string, unknown>);
  return problems.map(({ code, message, path }) => `${code}: ${message} ${path.join('/')}`);
}

describe.each([
  ['Redocly, recommended rules', lintByRedocly],
  ['Spectral, spectral:oas', lintBySpectral],
])('%s', (_, lint) => {
  it('finds nothing in openapi.json', async () => {
    expect(await lint(text)).toEqual([]);
  });

  it('finds what is missing in a worse document', async () => {
    expect(await lint(broken)).not.toEqual([]);
  });
});
