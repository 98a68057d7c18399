import { describe, expect, it } from '@jest/globals';
import { useApp } from './support/app.js';
import type { Answer } from './support/client.js';

/* Which pages may read an answer is up to the browser, which asks by `Origin` (Fetch §3.2). */

const ORIGIN = 'https://shop.example';
const PREFLIGHT = {
  'Access-Control-Request-Method': 'PUT',
  'Access-Control-Request-Headers': 'authorization,content-type,if-match',
};

function namesOf({ headers }: Answer): string[] {
  return Object.keys(headers).filter((name) => /^access-control|^vary$/.test(name));
}

describe('Without CORS_ORIGIN', () => {
  const api = useApp();

  it.each([ORIGIN, 'null', 'http://localhost:3000'])('200 is for no page of %s', async (Origin) => {
    const answer = await api.get('/items', { headers: { Origin } });
    expect(answer.status).toBe(200);
    expect(namesOf(answer)).toEqual([]);
  });

  it('204 to a preflight allows nothing', async () => {
    const headers = { Origin: ORIGIN, ...PREFLIGHT };
    const answer = await api.send<Record<string, unknown>>('OPTIONS', '/items/x', { headers });
    expect(answer.status).toBe(204);
    expect(namesOf(answer)).toEqual([]);
  });
});

describe('With CORS_ORIGIN', () => {
  const api = useApp({ corsOrigins: ['https://other.example', ORIGIN] });
  const headers = { Origin: ORIGIN };

  it.each([
    [200, 'GET', '/items'],
    [404, 'GET', '/nothing'],
    [405, 'DELETE', '/items'],
    [415, 'POST', '/items'],
  ])(
    '%i to %s %s is for its pages, with the headers that they need',
    async (code, method, path) => {
      const answer = await api.send(method, path, { headers, body: method === 'POST' ? '{}' : '' });
      expect(answer.status).toBe(code);
      expect(answer.headers['access-control-allow-origin']).toBe(ORIGIN);
      expect(answer.headers.vary).toBe('Origin');
      const exposed = answer.headers['access-control-expose-headers']?.split(', ') ?? [];
      for (const name of ['ETag', 'Link', 'Location', 'Retry-After', 'X-Request-Id', 'Allow']) {
        expect(exposed).toContain(name);
      }
      expect(exposed).toContain('RateLimit-Remaining');
      expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    },
  );

  it.each(['https://shop.example:8443', 'http://shop.example', 'https://evil.example', 'null', ''])(
    '200 is for no page of another: %s',
    async (Origin) => {
      const answer = await api.get('/items', { headers: { Origin } });
      expect(answer.status).toBe(200);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      expect(answer.headers.vary).toBe('Origin');
    },
  );

  it('204 to a preflight of PUT allows If-Match and Authorization, beside Allow', async () => {
    const answer = await api.send('OPTIONS', '/items/x', { headers: { ...headers, ...PREFLIGHT } });
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(answer.headers['access-control-allow-methods']?.split(', ')).toContain('PUT');
    const allowed = answer.headers['access-control-allow-headers']?.split(', ');
    expect(allowed).toEqual(expect.arrayContaining(['Authorization', 'Content-Type', 'If-Match']));
    expect(answer.headers.allow).toBe('GET, HEAD, PUT, PATCH, DELETE, OPTIONS');
  });

  it('204 to a preflight of a page that may not ask allows it nothing', async () => {
    const other = { Origin: 'https://evil.example', ...PREFLIGHT };
    const answer = await api.send('OPTIONS', '/items/x', { headers: other });
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('204 to OPTIONS that is no preflight, 404 where there is nothing', async () => {
    expect((await api.send('OPTIONS', '/items')).status).toBe(204);
    expect((await api.send('OPTIONS', '/nothing')).status).toBe(404);
    expect((await api.send('DELETE', '/nothing')).status).toBe(404);
  });
});
