import { describe, expect, it } from '@jest/globals';
import document from '../../openapi.json' with { type: 'json' };
import { newThingFields, useThings } from '../support/use-things.js';
import { operations } from '#contract-testing';

const api = useThings();
const JSON_TYPE = { 'Content-Type': 'application/json' };

/* Errors with the same cause in all operations: one test for each operation of the document. */

describe.each(operations(document).filter(({ body }) => body !== undefined))(
  '$method $template',
  ({ method, path }) => {
    it('400 when the body is not JSON', async () => {
      const { status, body } = await api.send<Problem>(method, path, {
        headers: JSON_TYPE,
        body: '{"name":',
      });
      expect(status).toBe(400);
      expect(body.type).toBe('/problems/malformed-body');
    });

    it('413 when the body is larger than 102,400 bytes', async () => {
      const body = Buffer.alloc(102_401, ' ');
      expect((await api.send(method, path, { headers: JSON_TYPE, body })).status).toBe(413);
    });

    it('422 when the body is an array', async () => {
      const { status, body } = await api.send<Problem>(method, path, {
        headers: JSON_TYPE,
        body: '[]',
      });
      expect(status).toBe(422);
      expect(body.errors).toEqual([{ pointer: '#', detail: 'must be a JSON object' }]);
    });

    it('422 when the body has an unknown field', async () => {
      const { status, body } = await api.send<Problem>(method, path, {
        headers: JSON_TYPE,
        body: '{"surprise":1}',
      });
      expect(status).toBe(422);
      expect(body.errors).toContainEqual({ pointer: '#/surprise', detail: 'is not known here' });
    });
  },
);

describe('A body', () => {
  it.each<[string, Record<string, string>, string | Buffer | undefined]>([
    ['is missing', JSON_TYPE, ''],
    ['and its type are missing', {}, undefined],
    ['is not UTF-8', JSON_TYPE, Buffer.from('{"name":"\xff"}', 'latin1')],
    ['has a member __proto__', JSON_TYPE, '{"__proto__":{}}'],
    ['has an escaped member __proto__', JSON_TYPE, '{"name":{"\\u005f_proto__":{}}}'],
    ['nests 33 levels deep', JSON_TYPE, '['.repeat(34) + ']'.repeat(34)],
    ['nests 50,000 levels deep', JSON_TYPE, '['.repeat(50_000) + ']'.repeat(50_000)],
  ])('400 when it %s', async (_, headers, body) => {
    const response = await api.send<Problem>('PUT', '/things/json', { headers, body });
    expect(response.status).toBe(400);
    expect(response.body.type).toBe('/problems/malformed-body');
  });

  it('413 when it is chunked and exceeds 102,400 bytes', async () => {
    const headers = { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' };
    const body = Buffer.alloc(102_401, ' ');
    expect((await api.send('PUT', '/things/json', { headers, body })).status).toBe(413);
  });

  it('201 when it has exactly 102,400 bytes', async () => {
    const body = JSON.stringify(newThingFields()).padEnd(102_400);
    expect((await api.send('PUT', '/things/json', { headers: JSON_TYPE, body })).status).toBe(201);
  });
});

interface Problem {
  type: string;
  errors: object[];
}
