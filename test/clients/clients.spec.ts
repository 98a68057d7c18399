import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { useApp } from '../support/app.js';
import { compile, generateClients, type UsageModule } from '../support/generated-clients.js';
import type { Outcome } from './usage/outcome.js';
import { TEST_LOGIN } from '../support/test-users.js';

/* Clients that are generated from the document, type-checked, and used. */

jest.setTimeout(120_000);
const api = useApp();

beforeAll(() => generateClients(api, fileURLToPath(new URL('generated', import.meta.url))));

describe('The generated clients', () => {
  it('compile under strict rules, and refuse what the document forbids', async () => {
    expect(await compile(fileURLToPath(new URL('usage', import.meta.url)))).toBe('');
  });

  it.each(['hey-api', 'openapi-fetch'])('%s gets what the document says', async (name) => {
    const { useClient } = (await import(`./usage/${name}.js`)) as UsageModule<Outcome>;
    const { email, password } = TEST_LOGIN;
    expect(await useClient(api.origin, email, password)).toEqual({
      tokenType: 'Bearer',
      revalidated: 304,
      problems: { 401: '/problems/wrong-credentials', 422: '/problems/invalid-body' },
      pointers: ['#/email', '#/password'],
    });
  });
});
