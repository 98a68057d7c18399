import { describe, expect, it } from '@jest/globals';
import document from '../../openapi.json' with { type: 'json' };
import { useApp } from '../support/app.js';
import { operations } from '#contract-testing';

/* What the client accepts, and what it sends: the tables are in `libs/strict-http`. */

const api = useApp();

describe.each(operations(document).filter(({ responses }) => '406' in responses))(
  '$method $template',
  ({ method, path }) => {
    it('406 when Accept rules out JSON', async () => {
      const headers = { Accept: 'text/html' };
      const { status, body } = await api.send<{ type: string }>(method, path, { headers });
      expect(status).toBe(406);
      expect(body.type).toBe('/problems/not-acceptable');
    });
  },
);

describe.each(operations(document).filter(({ mediaTypes }) => mediaTypes.length > 0))(
  '$method $template',
  ({ method, path, mediaTypes }) => {
    it.each<[string, Record<string, string>]>([
      ['is of another type', { 'Content-Type': 'text/x-other' }],
      ['has a content coding', { 'Content-Type': mediaTypes[0], 'Content-Encoding': 'gzip' }],
    ])('415 when the body %s', async (_, headers) => {
      const response = await api.send(method, path, { headers, body: '{}' });
      expect(response.status).toBe(415);
      const name = method === 'PATCH' ? 'accept-patch' : 'accept';
      expect(response.headers[name]).toBe(mediaTypes.join(', '));
    });
  },
);
