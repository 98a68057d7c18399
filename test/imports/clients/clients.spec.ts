import { beforeAll, describe, expect, it } from '@jest/globals';
import { useApp } from '../../support/app.js';
import { compileClients, type UsageModule } from '../../support/generated-clients.js';
import { TEST_LOGIN } from '../../support/test-users.js';
import type { Outcome } from './usage/outcome.js';

/* An import, by clients that are generated from the document, and that follow redirects. */

const api = useApp({ worker: true });

let complaints: string;

beforeAll(async () => {
  complaints = await compileClients(api, 'test/imports/clients');
});

describe('The generated clients of imports', () => {
  it('compile under strict rules', () => {
    expect(complaints).toBe('');
  });

  it.each(['hey-api', 'openapi-fetch'])('%s gets what the document says', async (name) => {
    const { useClient } = (await import(`./usage/${name}.js`)) as UsageModule<Outcome>;
    const { email, password } = TEST_LOGIN;
    expect(await useClient(api.origin, email, password)).toEqual({
      accepted: [202, 'waiting'],
      followed: { status: 200, state: 'done', isRedirected: true },
      results: [
        [201, undefined],
        [400, '/problems/malformed-body'],
      ],
      gone: '/problems/import-gone',
    });
  });
});
