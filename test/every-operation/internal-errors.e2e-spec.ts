import { describe, expect, it } from '@jest/globals';
import document from '../../openapi.json' with { type: 'json' };
import { useApp } from '../support/app.js';
import { asJson, operations } from '#contract-testing';
import { FaultModule } from '../support/fixtures.js';

/* An internal error may happen anywhere, so each operation documents a 500. */

const api = useApp({}, [FaultModule]);

it.each(operations(document))('500 to $method $template, without its cause', async (operation) => {
  const { method, path, body } = operation;
  const { headers, ...request } = body === undefined ? {} : asJson(body);
  const response = await api.send<{ type: string }>(method, path, {
    ...request,
    headers: { ...headers, 'X-Fault': 'planted' },
  });
  expect(response.status).toBe(500);
  expect(response.headers['cache-control']).toBe('no-store');
  expect(response.body.type).toBe('/problems/internal-error');
  expect(response.text).not.toContain('planted');
});

describe('Without the fault', () => {
  it('200 as usual', async () => {
    expect((await api.get('/health/live')).status).toBe(200);
  });
});
