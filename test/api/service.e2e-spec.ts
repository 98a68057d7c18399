import { describe, expect, it } from '@jest/globals';
import { useApp } from '../support/app.js';
import { FaultModule } from '../support/fixtures.js';

const api = useApp();
const faulty = useApp({}, [FaultModule]);
/** Allows one request per client, which the contract uses. */
const limited = useApp({ rateLimit: 1, limits: { rateLimitWindowMs: 3_600_000 } });

describe('GET /health/live', () => {
  it('200 while the process runs', async () => {
    const { status, body } = await api.get('/health/live');
    expect(status).toBe(200);
    expect(body).toEqual({ status: 'ok' });
  });
});

describe('GET /health/ready', () => {
  it('200 while the database is available', async () => {
    const { status, body } = await api.get('/health/ready');
    expect(status).toBe(200);
    expect(body).toEqual({ status: 'ok' });
  });
});

describe.each(['/health/live', '/health/ready', '/openapi.json'])('GET %s', (path) => {
  it('400 when a query parameter is unknown', async () => {
    const { status, body } = await api.get(`${path}?surprise=1`);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ parameter: 'surprise', detail: 'is not known here' }]);
  });

  it('406 when Accept rules out JSON', async () => {
    expect((await api.get(path, { headers: { Accept: 'text/html' } })).status).toBe(406);
  });
});

describe.each(['/openapi.json'])('GET %s', (path) => {
  it('429 when the client has reached the rate limit', async () => {
    expect((await limited.get(path)).status).toBe(429);
  });
});

describe.each(['/health/live', '/health/ready', '/openapi.json'])('GET %s', (path) => {
  it('500 when an internal error occurs', async () => {
    expect((await faulty.get(path, { headers: { 'X-Fault': 'planted' } })).status).toBe(500);
  });
});

describe.each(['/openapi.json'])('GET %s', (path) => {
  it('304 when the client has the current version', async () => {
    const { status } = await api.get(path, { headers: { 'If-None-Match': '*' } });
    expect(status).toBe(304);
  });

  it('412 when If-Match has another ETag', async () => {
    const { status, headers } = await api.get(path, { headers: { 'If-Match': '"none"' } });
    expect(status).toBe(412);
    expect(headers['cache-control']).toBe(undefined);
  });
});

describe('GET /openapi.json', () => {
  it('200 returns the document', async () => {
    const { status, body } = await api.get('/openapi.json');
    expect(status).toBe(200);
    expect(body.openapi).toBe('3.1.0');
  });
});

describe('GET /docs', () => {
  it.each(['*/*', 'text/html', 'image/png'])(
    '200 is a page whose scripts and styles exist, whatever Accept says: %s',
    async (Accept) => {
      const headers = { Accept };
      const { status, text } = await api.exchange('GET', '/docs', { headers });
      expect(status).toBe(200);
      const assets = [...text.matchAll(/(?:src|href)=['"](.+?)['"]/g)].map(([, url]) => url);
      expect(assets).toHaveLength(6);
      for (const asset of assets) {
        const { pathname } = new URL(asset, `${api.origin}/docs`);
        const { status, text } = await api.exchange('GET', pathname, { headers });
        expect(status).toBe(200);
        expect(text).not.toBe('');
      }
    },
  );

  it('200 does not have the document a second time', async () => {
    const { status, text } = await api.exchange('GET', '/docs/swagger-ui-init.js');
    expect(status).toBe(200);
    expect(text).toContain('"swaggerUrl": "/openapi.json"');
    expect(text).not.toContain('"paths"');
  });

  it('404 for a file that is not part of the page', async () => {
    expect((await api.get('/docs/none.js')).status).toBe(404);
    expect((await api.get('/docs/..%2fpackage.json')).status).toBe(404);
  });
});
