import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { envExample, openapiJson, readmeWithTable } from '../../scripts/generated.mjs';
import { Config } from '../../src/config/config.js';
import { listEnvVariables } from '../../src/config/env-variable.decorator.js';
import { useApp } from '../support/app.js';

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
    expect(await readFile('.env.example', 'utf8')).toBe(envExample(listEnvVariables(Config)));
  });
});
