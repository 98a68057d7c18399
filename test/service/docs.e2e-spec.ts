import { describe, expect, it } from '@jest/globals';
import { useApp } from '../support/app.js';

const api = useApp();

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
