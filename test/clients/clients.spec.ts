import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClient } from '@hey-api/openapi-ts';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { DEMO_ITEMS } from '../../src/demo/demo-items.js';
import { DEMO_PASSWORD, DEMO_USERS } from '../../src/demo/demo-users.js';
import { useApp } from '../support/app.js';
import type { Outcome } from './usage/outcome.js';

/* Clients that are generated from the document, type-checked, and used. */

jest.setTimeout(120_000);
const api = useApp();
const FOLDER = fileURLToPath(new URL('generated', import.meta.url));
const [{ email }] = DEMO_USERS;

beforeAll(async () => {
  const { body: document } = await api.get<OpenAPIObject>('/openapi.json');
  await createClient({
    input: document as never,
    output: { path: `${FOLDER}/hey-api`, module: { extension: '.js' } },
    plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
    logs: { level: 'silent', file: false },
  });
  await mkdir(FOLDER, { recursive: true });
  const types = await openapiTypescript(document as never);
  await writeFile(`${FOLDER}/openapi-typescript.d.ts`, astToString(types));
});

describe('The generated clients', () => {
  it('compile under strict rules, and refuse what the document forbids', async () => {
    const compile = promisify(execFile)('npx', ['tsc', '-p', 'test/clients/usage']);
    expect(await compile.catch(({ stdout }: { stdout: string }) => ({ stdout }))).toEqual({
      stdout: '',
      stderr: '',
    });
  });

  it.each(['hey-api', 'openapi-fetch'])('%s gets what the document says', async (name) => {
    const { useClient } = (await import(`./usage/${name}.js`)) as UsageModule;
    const ids = (await api.get<{ items: { id: string }[] }>('/items?limit=100')).body.items;
    expect(ids.length).toBeGreaterThanOrEqual(DEMO_ITEMS.length);
    expect(await useClient(api.origin, email, DEMO_PASSWORD)).toEqual({
      ids: ids.map(({ id }) => id),
      upserts: [
        [201, 'created'],
        [200, 'updated'],
      ],
      revalidated: 304,
      problems: {
        401: '/problems/unauthenticated',
        409: '/problems/name-taken',
        412: '/problems/precondition-failed',
        422: '/problems/invalid-body',
        428: '/problems/precondition-required',
      },
      pointers: ['#/price/amount', '#/price/currency'],
    });
  });
});

interface UsageModule {
  useClient: (origin: string, email: string, password: string) => Promise<Outcome>;
}
