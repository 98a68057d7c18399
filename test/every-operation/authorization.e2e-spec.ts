import { beforeAll, describe, expect, it } from '@jest/globals';
import document from '../../openapi.json' with { type: 'json' };
import { createExamples, operations, sendExample } from '#contract-testing';
import { PUT_THING, useThings } from '../support/use-things.js';

/* What each operation of the document responds without a token, or with an invalid one. */

const admin = useThings();
const OPERATIONS = [...operations(document), PUT_THING];

beforeAll(() => createExamples(admin, document));

describe.each(OPERATIONS.filter(({ needsToken }) => needsToken !== undefined))(
  '$method $template',
  (operation) => {
    it('401 when the token is invalid', async () => {
      const { status, body, headers } = await sendExample(
        admin.withToken('an.invalid.token'),
        operation,
      );
      expect(status).toBe(401);
      expect(body.type).toBe('/problems/invalid-token');
      expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    });

    it('400 when there are two Authorization headers', async () => {
      const { status, body } = await sendExample(admin, operation, {
        Authorization: ['Bearer a', 'Bearer b'],
      });
      expect(status).toBe(400);
      expect(body.errors).toEqual([{ header: 'Authorization', detail: 'must be given once' }]);
    });
  },
);

describe.each(OPERATIONS.filter(({ needsToken }) => needsToken))(
  '$method $template',
  (operation) => {
    it('401 without a token', async () => {
      const { status, body, headers } = await sendExample(admin.withToken(undefined), operation);
      expect(status).toBe(401);
      expect(body.type).toBe('/problems/unauthenticated');
      expect(headers['www-authenticate']).toBe('Bearer');
    });
  },
);

describe.each(OPERATIONS.filter(({ needsToken }) => needsToken === undefined))(
  '$method $template',
  (operation) => {
    it(`${operation.success} ignores an invalid token`, async () => {
      const { status } = await sendExample(admin.withToken('an.invalid.token'), operation);
      expect(status).toBe(operation.success);
    });
  },
);
