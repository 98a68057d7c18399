import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { useThings } from '../support/things/use-things.js';
import type { HttpResponse } from '../support/client.js';

/* The document and the files of the page at /docs: compressed, and validated again by caches. */

const api = useThings();
const cors = useThings({ corsOrigins: ['https://shop.example'] });

const FILES = [
  '/openapi.json',
  '/docs',
  '/docs/start.js',
  '/docs/compact.css',
  '/docs/swagger-ui.css',
  '/docs/swagger-ui-bundle.js',
  '/docs/favicon-32x32.png',
];

function get(path: string, coding?: string, more: object = {}): Promise<HttpResponse> {
  const headers = { ...(coding !== undefined && { 'Accept-Encoding': coding }), ...more };
  return api.get(path, { headers });
}

describe.each(FILES)('GET %s', (path) => {
  it('200 is compressed for a client that accepts gzip', async () => {
    const plain = await get(path);
    const compressed = await get(path, 'gzip, deflate, br');
    expect([plain.status, compressed.status]).toEqual([200, 200]);
    expect(plain.headers['content-encoding']).toBe(undefined);
    expect(compressed.headers['content-encoding']).toBe('gzip');
    expect(compressed.text).toBe(plain.text);
    for (const { headers } of [plain, compressed]) {
      expect(headers.vary).toBe('Accept-Encoding');
      expect(headers['cache-control']).toBe('no-cache');
    }
  });

  it('304 to the ETag of the same coding, 200 to that of the other', async () => {
    const codings = ['identity', 'gzip'];
    const tags = await Promise.all(
      codings.map(async (coding) => String((await get(path, coding)).headers.etag)),
    );
    expect(new Set(tags).size).toBe(2);
    for (const [index, coding] of codings.entries()) {
      const other = tags[1 - index];
      expect((await get(path, coding, { 'If-None-Match': tags[index] })).status).toBe(304);
      expect((await get(path, coding, { 'If-None-Match': other })).status).toBe(200);
    }
  });
});

describe('The ETag', () => {
  it('200 has the same from every instance, since it is of the content', async () => {
    const { text, headers } = await get('/openapi.json');
    const hash = createHash('sha256').update(text).digest('base64url');
    expect(headers.etag).toBe(`"${hash}"`);
  });

  it('304 has no Content-Encoding, and no content', async () => {
    const { status, headers, text } = await get('/openapi.json', 'gzip', { 'If-None-Match': '*' });
    expect(status).toBe(304);
    expect(headers['content-encoding']).toBe(undefined);
    expect(text).toBe('');
  });

  it('412 of a client that accepts gzip is not compressed', async () => {
    const { status, headers } = await get('/openapi.json', 'gzip', { 'If-Match': '"none"' });
    expect(status).toBe(412);
    expect(headers['content-encoding']).toBe(undefined);
  });
});

describe('Accept-Encoding', () => {
  it.each([
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['*', 'gzip'],
    ['gzip;q=0.1', 'gzip'],
    ['identity;q=0, gzip', 'gzip'],
    ['gzip, identity;q=0.5', 'gzip'],
    ['*;q=0, gzip', 'gzip'],
    ['', undefined],
    ['br', undefined],
    ['gzip;q=0', undefined],
    ['gzip;q=0, *', undefined],
    ['identity, gzip;q=0.5', undefined],
    ['identity;q=0.5, *;q=0', undefined],
    // Neither coding is acceptable: RFC 9110 §12.4.1 permits to disregard the header.
    ['identity;q=0', undefined],
    ['*;q=0', undefined],
  ])('200 to "%s" has the coding %s', async (accept, coding) => {
    const { status, headers, body } = await get('/openapi.json', accept);
    expect(status).toBe(200);
    expect(headers['content-encoding']).toBe(coding);
    expect(body.openapi).toBe('3.1.0');
  });

  it.each(['/things', '/health/live', '/none'])('has no effect on %s', async (path) => {
    const { headers } = await get(path, 'gzip');
    expect(headers['content-encoding']).toBe(undefined);
    expect(headers.vary).toBe(undefined);
  });
});

describe('HEAD /openapi.json', () => {
  it('200 has the length of the compressed document', async () => {
    const { text } = await get('/openapi.json');
    const headers = { 'Accept-Encoding': 'gzip' };
    const head = await api.send('HEAD', '/openapi.json', { headers });
    expect(head.status).toBe(200);
    expect(head.headers['content-length']).toBe(String(gzipSync(text, { level: 9 }).length));
  });
});

describe('Vary', () => {
  it('200 names Origin too when CORS is configured', async () => {
    expect((await cors.get('/openapi.json')).headers.vary).toBe('Origin, Accept-Encoding');
  });
});
