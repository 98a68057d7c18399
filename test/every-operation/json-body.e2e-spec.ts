import { describe, expect, it } from '@jest/globals';
import document from '../../openapi.json' with { type: 'json' };
import { useApp } from '../support/app.js';
import { JSON_TYPE, operations } from '#contract-testing';

const api = useApp();

/* Errors with the same cause in all operations: one test for each operation of the document. */

describe.each(
  operations(document).filter(({ mediaTypes }) => mediaTypes.includes('application/json')),
)('$method $template', ({ method, path }) => {
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
});

interface Problem {
  type: string;
  errors: object[];
}
