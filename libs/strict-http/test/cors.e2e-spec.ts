import { describe, expect, it } from '@jest/globals';
import { useFixture } from '../../contract-testing/test/fixture/use-fixture.js';
import type { HttpResponse } from '#contract-testing';

/* CORS tells a browser which pages may read a response. `Origin` names the page (Fetch §3.2). */

const ORIGIN = 'https://shop.example';
const EXPOSED = [
  'Accept',
  'Allow',
  'Content-Location',
  'ETag',
  'Link',
  'Location',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
];
const PREFLIGHT = {
  'Access-Control-Request-Method': 'PUT',
  'Access-Control-Request-Headers': 'authorization,content-type,if-match',
};

function getCorsHeaders({ headers }: HttpResponse): string[] {
  return Object.keys(headers).filter((name) => /^access-control|^vary$/.test(name));
}

describe('Without an origin', () => {
  const api = useFixture();

  it.each([ORIGIN, 'null', 'http://localhost:3000'])('200 allows no page of %s', async (Origin) => {
    const response = await api.get('/notes', { headers: { Origin } });
    expect(response.status).toBe(200);
    expect(getCorsHeaders(response)).toEqual([]);
  });

  it('204 to a preflight allows nothing', async () => {
    const headers = { Origin: ORIGIN, ...PREFLIGHT };
    const response = await api.send<Record<string, unknown>>('OPTIONS', '/notes/x', { headers });
    expect(response.status).toBe(204);
    expect(getCorsHeaders(response)).toEqual([]);
  });
});

describe('With an origin', () => {
  const api = useFixture({ corsOrigins: ['https://other.example', ORIGIN] });
  const headers = { Origin: ORIGIN };

  it.each([
    [200, 'GET', '/notes'],
    [404, 'GET', '/nothing'],
    [400, 'GET', '/notes/%zz'],
    [405, 'DELETE', '/notes'],
    [415, 'PUT', '/notes/first-note'],
  ])(
    '%i to %s %s allows its pages to read the response and its headers',
    async (code, method, path) => {
      const response = await api.send(method, path, {
        headers,
        body: method === 'PUT' ? '{}' : '',
      });
      expect(response.status).toBe(code);
      expect(response.headers['access-control-allow-origin']).toBe(ORIGIN);
      expect(response.headers.vary).toBe('Origin');
      const exposed = response.headers['access-control-expose-headers']?.split(', ') ?? [];
      for (const name of EXPOSED) {
        expect(exposed).toContain(name);
      }
      expect(exposed).toContain('RateLimit-Remaining');
      expect(response.headers['access-control-allow-credentials']).toBeUndefined();
    },
  );

  it.each(['https://shop.example:8443', 'http://shop.example', 'https://evil.example', 'null', ''])(
    '200 allows no page of another origin: %s',
    async (Origin) => {
      const response = await api.get('/notes', { headers: { Origin } });
      expect(response.status).toBe(200);
      expect(response.headers['access-control-allow-origin']).toBeUndefined();
      expect(response.headers.vary).toBe('Origin');
    },
  );

  it('204 to a preflight of PUT allows If-Match and Authorization, and has Allow', async () => {
    const response = await api.send('OPTIONS', '/notes/x', {
      headers: { ...headers, ...PREFLIGHT },
    });
    expect(response.status).toBe(204);
    expect(response.headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(response.headers['access-control-allow-methods']?.split(', ')).toContain('PUT');
    const allowed = response.headers['access-control-allow-headers']?.split(', ');
    expect(allowed).toEqual(expect.arrayContaining(['Authorization', 'Content-Type', 'If-Match']));
    expect(response.headers.allow).toBe('GET, HEAD, PUT, PATCH, DELETE, OPTIONS');
  });

  it('404 to a preflight when no route matches', async () => {
    const preflight = { ...headers, ...PREFLIGHT };
    const response = await api.send('OPTIONS', '/nothing', { headers: preflight });
    expect(response.status).toBe(404);
    expect(response.headers['access-control-allow-origin']).toBe(ORIGIN);
  });

  it('400 to a preflight when the path is not percent-encoded UTF-8', async () => {
    const preflight = { ...headers, ...PREFLIGHT };
    const response = await api.send('OPTIONS', '/notes/%ff', { headers: preflight });
    expect(response.status).toBe(400);
    expect(response.headers['access-control-allow-origin']).toBe(ORIGIN);
  });

  it('204 to a preflight from another origin allows nothing', async () => {
    const other = { Origin: 'https://evil.example', ...PREFLIGHT };
    const response = await api.send('OPTIONS', '/notes/x', { headers: other });
    expect(response.status).toBe(204);
    expect(response.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('204 to OPTIONS that is not a preflight, 404 when no route matches', async () => {
    expect((await api.send('OPTIONS', '/notes')).status).toBe(204);
    expect((await api.send('OPTIONS', '/nothing')).status).toBe(404);
    expect((await api.send('DELETE', '/nothing')).status).toBe(404);
  });
});
