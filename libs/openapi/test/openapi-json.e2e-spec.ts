import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { useFixture } from '../../contract-testing/test/fixture/use-fixture.js';

const api = useFixture();

describe('GET /openapi.json', () => {
  it('200 has an ETag of the content, and so the same from every instance', async () => {
    const { status, text, headers } = await api.get('/openapi.json');
    expect(status).toBe(200);
    const hash = createHash('sha256').update(text).digest('base64url');
    expect(headers.etag).toBe(`"${hash}"`);
    expect(headers['cache-control']).toBe('no-cache');
  });

  it('304 has no content', async () => {
    const { status, text } = await api.get('/openapi.json', { headers: { 'If-None-Match': '*' } });
    expect(status).toBe(304);
    expect(text).toBe('');
  });

  it('412 has no ETag, which would be of the document', async () => {
    const { status, headers } = await api.get('/openapi.json', {
      headers: { 'If-Match': '"none"' },
    });
    expect(status).toBe(412);
    expect(headers.etag).toBe(undefined);
  });
});
