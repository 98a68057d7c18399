import { beforeAll, describe, expect, it } from '@jest/globals';
import { useApp } from '../support/app.js';
import { compileClients, type UsageModule } from '../support/generated-clients.js';
import type { Outcome } from './usage/outcome.js';
import { TEST_LOGIN } from '../support/test-users.js';

/* Clients that are generated from the document, type-checked, and used. */

const api = useApp();

let complaints: string;

beforeAll(async () => {
  complaints = await compileClients(api, 'test/clients');
});

describe('The generated clients', () => {
  it('compile under strict rules, and refuse what the document forbids', () => {
    expect(complaints).toBe('');
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
