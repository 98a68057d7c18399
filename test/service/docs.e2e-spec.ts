import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/app.js';
import { buildConfig, copyTestDatabase, useApp } from '../support/app.js';
import { Client } from '#contract-testing';

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

describe('With DOCS=false', () => {
  const closed = new Client();
  const cleanups: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const { url, drop } = await copyTestDatabase();
    const app = await createApp(buildConfig({ docs: false, databaseUrl: url }), false);
    cleanups.push(() => app.close(), drop);
    await app.listen(0, '127.0.0.1');
    closed.connect(await app.getUrl());
  });

  afterAll(async () => {
    closed.close();
    for (const clean of cleanups) await clean();
  });

  it.each(['/docs', '/docs/', '/docs/swagger-ui-init.js', '/openapi.json', '/docs-json'])(
    '404 for %s, as for any path without a route',
    async (path) => {
      for (const Accept of ['application/json', 'text/html']) {
        const { status, body } = await closed.get(path, { headers: { Accept } });
        expect(status).toBe(404);
        expect(body.type).toBe('/problems/path-not-found');
      }
    },
  );

  it('200 for the explanations of problems, and for what has another purpose', async () => {
    expect((await closed.get('/problems')).status).toBe(200);
    expect((await closed.get('/health/live')).status).toBe(200);
  });
});
