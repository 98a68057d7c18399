import { beforeAll, describe, expect, it } from '@jest/globals';
import { TEST_ITEMS } from '../data.js';
import { useApp } from '../../support/app.js';
import { compileClients, type UsageModule } from '../../support/generated-clients.js';
import { getIds } from '../../support/pages.js';
import type { Outcome } from './usage/outcome.js';
import { TEST_LOGIN } from '../../support/test-users.js';

/* The items, by clients that are generated from the document. */

const api = useApp();

let complaints: string;

beforeAll(async () => {
  complaints = await compileClients(api, 'test/items/clients');
});

describe('The generated clients of items', () => {
  it('compile under strict rules, and refuse what the document forbids', () => {
    expect(complaints).toBe('');
  });

  it.each(['hey-api', 'openapi-fetch'])('%s gets what the document says', async (name) => {
    const { useClient } = (await import(`./usage/${name}.js`)) as UsageModule<Outcome>;
    const { email, password } = TEST_LOGIN;
    const ids = getIds(await api.get('/items?limit=100'));
    expect(ids.length).toBeGreaterThanOrEqual(TEST_ITEMS.length);
    expect(await useClient(api.origin, email, password)).toEqual({
      ids,
      upserts: [
        [201, 'created'],
        [200, 'updated'],
      ],
      batch: [
        [207, undefined],
        [200, `Of ${name}`],
        [409, '/problems/name-taken'],
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
