import { beforeAll, describe, expect, it } from '@jest/globals';
import document from '../../openapi.json' with { type: 'json' };
import { type Client, createExamples, operations, sendExample } from '#contract-testing';
import { useApp } from '../support/app.js';
import { createDeletedMember, createOutdatedMember } from './new-user.js';

/*
 * A token ends with its user, and with the password that its user logged in with: what each operation of the
 * document responds to it then. `test/auth/access-token` has the token itself.
 */

const admin = useApp();
const OPERATIONS = operations(document);

beforeAll(() => createExamples(admin, document));

describe.each([
  ['was deleted', createDeletedMember],
  ['has changed the password since', createOutdatedMember],
])('A token whose user %s', (_, create) => {
  let client: Client;

  beforeAll(async () => {
    ({ client } = await create(admin));
  });

  it.each(OPERATIONS.filter(({ needsToken }) => needsToken !== undefined))(
    '401 to $method $template',
    async (operation) => {
      const { status, body, headers } = await sendExample(client, operation);
      expect(status).toBe(401);
      expect(body.type).toBe('/problems/invalid-token');
      expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    },
  );
});

describe('A token whose user has changed the password since', () => {
  it.each(OPERATIONS.filter(({ needsToken }) => needsToken === undefined))(
    '$success to $method $template, which ignores it',
    async (operation) => {
      const { client } = await createOutdatedMember(admin);
      expect((await sendExample(client, operation)).status).toBe(operation.success);
    },
  );
});
