import { describe, expect, it } from '@jest/globals';
import document from '../openapi.json' with { type: 'json' };
import { useApp } from './support/app.js';
import { operations } from './support/operations.js';

/* What holds for all operations, and for requests that reach none. */

const api = useApp();

describe('A path that leads nowhere', () => {
  it.each([
    '/',
    '/nothing',
    '/Items',
    '/items/',
    '//items',
    '/items//desk-lamp',
    '/items/desk-lamp/x',
  ])('404 for %s', async (path) => {
    const { status, body } = await api.get(path);
    expect(status).toBe(404);
    expect(body.type).toBe('/problems/path-not-found');
  });
});

describe('An item without an id', () => {
  it.each(['GET', 'PUT', 'PATCH', 'DELETE', 'POST', 'OPTIONS'])('404 to %s', async (method) => {
    const headers = { 'Content-Type': 'text/plain' };
    expect((await api.send(method, '/items/', { headers, body: 'x' })).status).toBe(404);
  });
});

describe('A path that is no percent-encoded UTF-8', () => {
  it.each(['/items/%zz', '/items/%ff'])('400 for %s', async (path) => {
    const { status, body } = await api.get(path);
    expect(status).toBe(400);
    expect(body.type).toBe('/problems/malformed-request');
  });
});

describe('HEAD', () => {
  const reads = operations(document).filter(({ method }) => method === 'GET');
  it.each(reads)('$success $template as to GET, without content', async ({ path, success }) => {
    const { status, text } = await api.send('HEAD', path);
    expect(status).toBe(success);
    expect(text).toBe('');
  });
});

describe('X-Request-Id', () => {
  it.each(['a', 'A-z_0.9', 'x'.repeat(128)])('200 comes back as it was sent: %s', async (id) => {
    const { status, headers } = await api.get('/health/live', { headers: { 'X-Request-Id': id } });
    expect(status).toBe(200);
    expect(headers['x-request-id']).toBe(id);
  });

  it.each(['', 'two words', 'x'.repeat(129), '{"a":1}'])(
    '200 is ours when it is not plain: %s',
    async (id) => {
      const { status, headers } = await api.get('/health/live', {
        headers: { 'X-Request-Id': id },
      });
      expect(status).toBe(200);
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});
