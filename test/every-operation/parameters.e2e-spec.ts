import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import document from '../../openapi.json' with { type: 'json' };
import { ApiDocument, asJson, operations } from '#contract-testing';
import { PUT_THING, useThings } from '../support/use-things.js';

const api = useThings();

describe('PUT', () => {
  // RFC 9110 §14.5
  it.each([...operations(document), PUT_THING].filter(({ method }) => method === 'PUT'))(
    '400 to $template when it has a Content-Range',
    async ({ path, body: json }) => {
      const before = await api.exchange<{ name: string }>('GET', path);
      const { headers, body } = asJson(json);
      const partial = { ...headers, 'Content-Range': 'bytes 0-9/20' };
      const response = await api.send<{ errors: object[] }>('PUT', path, {
        headers: partial,
        body,
      });
      expect(response.status).toBe(400);
      expect(response.body.errors).toMatchObject([{ header: 'Content-Range' }]);
      expect((await api.exchange<{ name: string }>('GET', path)).body.name).toBe(before.body.name);
    },
  );
});

/** The operations that document 400 invalid-parameters, such as `GET /items`. */
const CHECKED = new Set(
  new ApiDocument(document as unknown as OpenAPIObject).documentedResponses
    .filter(([, , status, type]) => status === '400' && type === 'invalid-parameters')
    .map(([method, template]) => `${method} ${template}`),
);

describe.each(
  operations(document).filter(({ method, template }) => CHECKED.has(`${method} ${template}`)),
)('$method $template', ({ method, path, body }) => {
  it('400 when a query parameter is unknown', async () => {
    const request = body === undefined ? {} : asJson(body);
    const response = await api.send<{ errors: object[] }>(method, `${path}?surprise=1`, request);
    expect(response.status).toBe(400);
    expect(response.body.errors).toEqual([{ parameter: 'surprise', detail: 'is not known here' }]);
  });
});
