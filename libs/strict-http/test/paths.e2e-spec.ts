import { describe, expect, it } from '@jest/globals';
import { useFixture } from '../../contract-testing/test/fixture/use-fixture.js';

/* Paths that reach no operation, and request ids. */

const api = useFixture();

describe('A path that no route matches', () => {
  it.each([
    '/',
    '/nothing',
    '/Notes',
    '/notes/',
    '//notes',
    '/notes//first-note',
    '/notes/first-note/x',
  ])('404 for %s', async (path) => {
    const { status, body } = await api.get(path);
    expect(status).toBe(404);
    expect(body.type).toBe('/problems/path-not-found');
  });
});

describe('A path of a note without its id', () => {
  it.each(['GET', 'PUT', 'PATCH', 'DELETE', 'POST', 'OPTIONS'])('404 to %s', async (method) => {
    const headers = { 'Content-Type': 'text/plain' };
    expect((await api.send(method, '/notes/', { headers, body: 'x' })).status).toBe(404);
  });
});

describe('A path that is not percent-encoded UTF-8', () => {
  it.each(['/notes/%zz', '/notes/%ff'])('400 for %s', async (path) => {
    const { status, body } = await api.get(path);
    expect(status).toBe(400);
    expect(body.type).toBe('/problems/malformed-request');
  });
});

describe('X-Request-Id', () => {
  it.each(['a', 'A-z_0.9', 'x'.repeat(128)])('200 returns it unchanged: %s', async (id) => {
    const { status, headers } = await api.get('/health/live', { headers: { 'X-Request-Id': id } });
    expect(status).toBe(200);
    expect(headers['x-request-id']).toBe(id);
  });

  it.each(['', 'two words', 'x'.repeat(129), '{"a":1}'])(
    '200 has a generated one when the client sent an invalid one: %s',
    async (id) => {
      const { status, headers } = await api.get('/health/live', {
        headers: { 'X-Request-Id': id },
      });
      expect(status).toBe(200);
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});
