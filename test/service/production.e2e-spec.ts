import { describe, expect, it } from '@jest/globals';
import document from '../../openapi.json' with { type: 'json' };
import { operations, sendExample } from '#contract-testing';
import { useApp } from '../support/app.js';
import { getIds } from '../support/pages.js';

const client = useApp({ nodeEnv: 'production' });
const OPERATIONS = operations(document);

describe('In production', () => {
  it('200 lists nothing, because there is no demo data', async () => {
    const lists = OPERATIONS.filter(({ responses, template }) => {
      const isList = JSON.stringify(responses['200'] ?? {}).includes('"Link"');
      return isList && !template.includes('{');
    });
    for (const { path } of lists) {
      const response = await client.get(path);
      expect(response.status).toBe(200);
      expect(getIds(response)).toEqual([]);
    }
  });

  it('401 to every operation that needs a token, without one', async () => {
    for (const operation of OPERATIONS.filter(({ needsToken }) => needsToken)) {
      expect((await sendExample(client, operation)).status).toBe(401);
    }
  });
});
