import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/app.js';
import { buildConfig, copyTestDatabase, executeSql, useApp } from '../support/app.js';
import document from '../../openapi.json' with { type: 'json' };
import { getIds } from '../support/pages.js';
import { Client, operations, sendExample } from '#contract-testing';
import { PROBLEM_TYPES } from '#problem-details';

/* What the service has without a resource: its documentation, its health, the types of its problems. */

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

/* `test/system/startup`, `database-outage` and `shutdown` have the 503 of a service that is not ready. */

describe('GET /health/live', () => {
  it('200 while the process runs', async () => {
    const { status, headers, body } = await api.get('/health/live');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toEqual({ status: 'ok' });
  });
});

describe('GET /health/ready', () => {
  it('200 while the database is available', async () => {
    const { status, headers, body } = await api.get('/health/ready');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toEqual({ status: 'ok' });
  });
});

describe('GET /health/ready, when a table cannot be found', () => {
  const withoutTable = useApp({}, [], (url) =>
    executeSql('ALTER TABLE users RENAME TO people', url),
  );

  it('503', async () => {
    const { status, body } = await withoutTable.get('/health/ready');
    expect(status).toBe(503);
    expect(body.type).toBe('/problems/service-unavailable');
  });
});

/* `libs/problem-details` tests the pages, and which of HTML and JSON a client gets. */

const JSON_ACCEPTED = { headers: { Accept: 'application/json' } };

describe('GET /problems/:type', () => {
  it.each([...PROBLEM_TYPES])('200 explains %s', async (type, definition) => {
    const { status, body } = await api.get(`/problems/${type}`, JSON_ACCEPTED);
    const { title, description, solution } = definition;
    expect(status).toBe(200);
    expect(body).toEqual({
      type: `/problems/${type}`,
      status: definition.status,
      title,
      description,
      solution,
    });
    expect(solution).toMatch(/^[A-Z`].+\.$/);
  });

  it('200 is a page for a browser', async () => {
    const { status, text } = await api.get('/problems/invalid-token');
    expect(status).toBe(200);
    expect(text).toContain('<h1>401 Invalid token</h1>');
  });

  it('404 when no problem has the type', async () => {
    const { status, body } = await api.get('/problems/none');
    expect(status).toBe(404);
    expect(body.type).toBe('/problems/path-not-found');
  });
});

describe('GET /problems', () => {
  it('200 lists each type', async () => {
    const { status, body } = await api.get('/problems', JSON_ACCEPTED);
    expect(status).toBe(200);
    const types = (body.problemTypes as { type: string }[]).map(({ type }) => type);
    expect(types.sort()).toEqual(
      [...PROBLEM_TYPES.keys()].map((type) => `/problems/${type}`).sort(),
    );
  });

  it('200 is a page for a browser', async () => {
    const { status, text } = await api.get('/problems');
    expect(status).toBe(200);
    expect(text).toContain('href="problems/invalid-token"');
  });
});

describe('In production', () => {
  const client = useApp({ nodeEnv: 'production' });

  it('200 lists nothing, because there is no demo data', async () => {
    const lists = operations(document).filter(({ responses, template, needsToken }) => {
      const isList = JSON.stringify(responses['200'] ?? {}).includes('"Link"');
      return isList && !needsToken && !template.includes('{');
    });
    for (const { path } of lists) {
      const response = await client.get(path);
      expect(response.status).toBe(200);
      expect(getIds(response)).toEqual([]);
    }
  });

  it('401 to every operation that needs a token, without one', async () => {
    for (const operation of operations(document).filter(({ needsToken }) => needsToken)) {
      expect((await sendExample(client, operation)).status).toBe(401);
    }
  });
});
