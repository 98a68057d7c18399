import { beforeAll, describe, expect, it } from '@jest/globals';
import document from '../../openapi.json' with { type: 'json' };
import { useApp } from '../support/app.js';
import { createExamples, METHODS, operations } from '#contract-testing';
import { findHandlers } from '../support/handlers.js';

const api = useApp();

/** The methods of each path, from the metadata of the controllers. */
const METHODS_BY_PATH = new Map<string, string[]>();
for (const { method, path } of findHandlers()) {
  METHODS_BY_PATH.set(path, [...(METHODS_BY_PATH.get(path) ?? []), method]);
}

describe.each([...METHODS_BY_PATH])('%s', (template, methods) => {
  const path = template.replaceAll(/:\w+/g, 'x');
  const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort();

  it('204 to OPTIONS, with Allow', async () => {
    const { status, headers, text } = await api.send('OPTIONS', path);
    expect(status).toBe(204);
    expect(headers.allow?.split(', ').sort()).toEqual(allowed);
    expect(text).toBe('');
  });

  it('405 to every other method, with the same Allow', async () => {
    const otherMethods = METHODS.filter((method) => !allowed.includes(method));
    const { headers } = await api.send('OPTIONS', path);
    for (const method of otherMethods) {
      const response = await api.send(method, path);
      expect([method, response.status, response.headers.allow]).toEqual([
        method,
        405,
        headers.allow,
      ]);
    }
  });
});

describe('HEAD', () => {
  beforeAll(() => createExamples(api, document));

  const reads = operations(document).filter(({ method }) => method === 'GET');
  it.each(reads)('$success to $template as for GET, without content', async ({ path, success }) => {
    const { status, text } = await api.send('HEAD', path);
    expect(status).toBe(success);
    expect(text).toBe('');
  });
});
