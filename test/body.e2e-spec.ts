import { describe, expect, it } from '@jest/globals';
import document from '../openapi.json' with { type: 'json' };
import { useApp } from './support/app.js';
import { newItem } from './support/examples.js';
import { operations } from './support/operations.js';

const api = useApp();
const JSON_TYPE = { 'Content-Type': 'application/json' };

/* What has the same cause everywhere: one test for each operation of the document. */

describe.each(operations(document).filter(({ body }) => body !== undefined))(
  '$method $template',
  ({ method, path }) => {
    it('400 when the body is no JSON', async () => {
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

describe.each(operations(document).filter(({ responses }) => '400' in responses))(
  '$method $template',
  ({ method, path, body }) => {
    it('400 when a query parameter is unknown', async () => {
      const request = body === undefined ? {} : { headers: JSON_TYPE, body: JSON.stringify(body) };
      const answer = await api.send<Problem>(method, `${path}?surprise=1`, request);
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toEqual([{ parameter: 'surprise', detail: 'is not known here' }]);
    });
  },
);

describe('A body', () => {
  it.each<[string, Record<string, string>, string | Buffer | undefined]>([
    ['is missing', JSON_TYPE, ''],
    ['is missing with its type', {}, undefined],
    ['is not UTF-8', JSON_TYPE, Buffer.from('{"name":"\xff"}', 'latin1')],
    ['has a member __proto__', JSON_TYPE, '{"__proto__":{}}'],
    ['has an escaped member __proto__', JSON_TYPE, '{"price":{"\\u005f_proto__":{}}}'],
    ['nests 33 levels deep', JSON_TYPE, '['.repeat(34) + ']'.repeat(34)],
    ['nests 50,000 levels deep', JSON_TYPE, '['.repeat(50_000) + ']'.repeat(50_000)],
  ])('400 when it %s', async (_, headers, body) => {
    const answer = await api.send<Problem>('POST', '/items', { headers, body });
    expect(answer.status).toBe(400);
    expect(answer.body.type).toBe('/problems/malformed-body');
  });

  it('413 when it is chunked and grows larger than 102,400 bytes', async () => {
    const headers = { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' };
    const body = Buffer.alloc(102_401, ' ');
    expect((await api.send('POST', '/items', { headers, body })).status).toBe(413);
  });

  it('201 when it is 102,400 bytes large', async () => {
    const body = JSON.stringify(newItem()).padEnd(102_400);
    expect((await api.send('POST', '/items', { headers: JSON_TYPE, body })).status).toBe(201);
  });
});

interface Problem {
  type: string;
  errors: object[];
}
