import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import currencyData from 'cldr-core/supplemental/currencyData.json' with { type: 'json' };
import committed from '../../openapi.json' with { type: 'json' };
import {
  currenciesModule,
  envExample,
  openapiJson,
  readmeWithTable,
} from '../../scripts/generated.mjs';
import { ENV_VARIABLES } from '../../src/config/config.js';
import { useApp } from '../support/app.js';
import { operations } from '../support/operations.js';

const api = useApp();
let document: OpenAPIObject;

beforeAll(async () => {
  document = (await api.get<OpenAPIObject>('/openapi.json')).body;
});

describe('A generated file is up to date (otherwise run npm run openapi)', () => {
  it('openapi.json', async () => {
    expect(await readFile('openapi.json', 'utf8')).toBe(openapiJson(document));
  });

  it('the table in README.md', async () => {
    const readme = await readFile('README.md', 'utf8');
    expect(readme).toBe(readmeWithTable(readme, document));
  });

  it('.env.example', async () => {
    expect(await readFile('.env.example', 'utf8')).toBe(envExample(ENV_VARIABLES));
  });

  it('src/items/currencies.ts', async () => {
    const committed = await readFile('src/items/currencies.ts', 'utf8');
    expect(committed).toBe(currenciesModule(currencyData.supplemental));
  });
});

describe('The document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate({ ...structuredClone(document) })).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('gives each operation a summary and a unique id', () => {
    const all = Object.values(document.paths).flatMap((item) => Object.values(item) as Operation[]);
    expect(all.map(({ summary }) => summary)).not.toContain(undefined);
    expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(all.length);
  });

  it('describes each response, and has an example for each with JSON content', () => {
    const responses = operations(document).flatMap(({ method, template, responses }) =>
      Object.entries(responses).map(([code, response]) => ({
        at: `${method} ${template} ${code}`,
        ...response,
      })),
    );
    const isIncomplete = ({
      description = '',
      content = {},
    }: (typeof responses)[number]): boolean =>
      description === '' ||
      Object.entries(content).some(
        ([type, media]) => /json/.test(type) && !media.example && !media.examples,
      );
    expect(responses.filter((response) => !response.$ref && isIncomplete(response))).toEqual([]);
  });
});

describe('The examples, sent unchanged in the order of the document', () => {
  it.each(operations(committed))(
    '$success $method $template',
    async ({ method, path, success, body, headers }) => {
      const type = { 'Content-Type': 'application/json' };
      const request =
        body === undefined
          ? { headers }
          : { headers: { ...headers, ...type }, body: JSON.stringify(body) };
      expect((await api.send(method, path, request)).status).toBe(success);
    },
  );
});

interface Operation {
  summary?: string;
  operationId?: string;
}
