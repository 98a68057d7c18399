import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { handlersJson } from '../../scripts/codes.mjs';
import { fillTour } from '../../scripts/tour.mjs';
import { compile } from '../../test/support/compile.js';
import { FaultModule } from '../../test/support/fixtures.js';
import { REGISTRY } from '../codes/registry.js';
import { DEMO_PASSWORD, DEMO_USERS } from '../demo-users.js';
import { useDemo } from './support/use-demo.js';

/* The page at / and its files; browser/tour.spec.ts uses the page. */

const api = useDemo();
const faulty = useDemo({}, [FaultModule]);
/** Allows one request per client, which the contract uses. */
const limited = useDemo({ rateLimit: 1, limits: { rateLimitWindowMs: 3_600_000 } });

const FILES = [
  ['base.css', 'text/css; charset=utf-8'],
  ['tour.css', 'text/css; charset=utf-8'],
  ['tour.js', 'application/javascript; charset=utf-8'],
  ['matrix.js', 'application/javascript; charset=utf-8'],
  ['details.js', 'application/javascript; charset=utf-8'],
  ['dom.js', 'application/javascript; charset=utf-8'],
  ['player.js', 'application/javascript; charset=utf-8'],
  ['requests-http.js', 'application/javascript; charset=utf-8'],
  ['codes.js', 'application/javascript; charset=utf-8'],
  ['handlers.json', 'application/json; charset=utf-8'],
  ['requests.http', 'text/plain; charset=utf-8'],
];

describe('GET /', () => {
  it('200 is a page whose URLs are relative, for a proxy that removes a prefix', async () => {
    const { status, text, headers } = await api.get('/', { headers: { Accept: 'text/html' } });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const urls = [...text.matchAll(/(?:src|href)="(.+?)"/g)].map(([, url]) => url);
    expect(urls.length).toBeGreaterThan(5);
    for (const url of urls) expect(url).toMatch(/^(?:data:|[a-z#])[^:]*$/);
  });

  it('200 has the matrix of the document (otherwise run npm run openapi)', async () => {
    const { body } = await api.get<object>('/openapi.json');
    const { text } = await api.get('/');
    expect(text).toBe(fillTour(text, body, readFileSync('requests.http', 'utf8'), REGISTRY));
    expect(text).toContain('<a class="code" id="412-itemUpsert" href="codes/412"');
  });

  it('304 when the client has the current version', async () => {
    const { headers } = await api.get('/');
    const current = { 'If-Modified-Since': String(headers['last-modified']) };
    expect((await api.get('/', { headers: current })).status).toBe(304);
  });

  it('429 when the client has reached the rate limit', async () => {
    expect((await limited.get('/')).status).toBe(429);
  });

  it('500 when an internal error occurs', async () => {
    expect((await faulty.get('/', { headers: { 'X-Fault': 'planted' } })).status).toBe(500);
  });
});

describe('Another method of /', () => {
  it('200 for HEAD, 204 for OPTIONS, 405 for POST', async () => {
    expect((await api.send('HEAD', '/')).status).toBe(200);
    expect((await api.send('OPTIONS', '/')).status).toBe(204);
    expect((await api.send('POST', '/')).status).toBe(405);
  });
});

describe('GET /tour/:file', () => {
  it.each(FILES)('200 for %s, which is %s', async (file, mediaType) => {
    const { status, headers, text } = await api.get(`/tour/${file}`);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe(mediaType);
    expect(text).not.toBe('');
  });

  it.each(['none.js', 'folder/none.js'])('404 for %s, which is no file', async (file) => {
    expect((await api.get(`/tour/${file}`)).status).toBe(404);
  });

  it.each(['..%2ftour.module.ts', '..%2f..%2f..%2fpackage.json'])(
    '403 for %s, which is outside of the folder',
    async (file) => {
      expect((await api.get(`/tour/${file}`)).status).toBe(403);
    },
  );

  it('has no type error', () => {
    expect(compile('demo/tour/public')).toBe('');
  });

  it('has where each code is decided (otherwise run npm run openapi)', async () => {
    const { body } = await api.get('/openapi.json');
    const { text } = await api.get('/tour/handlers.json');
    expect(text).toBe(handlersJson(body));
  });
});

describe('GET /problems/:type', () => {
  it('200 leads to where the tour shows the problem', async () => {
    const { status, text } = await api.get('/problems/precondition-failed');
    expect(status).toBe(200);
    const hrefs = [...text.matchAll(/<a href="(.+?)"/g)].map(([, href]) => href);
    expect(hrefs).toEqual([
      '../problems',
      '../#precondition-failed',
      '../codes/412',
      'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.13',
      '../docs',
    ]);
    expect(text).toContain('<code>PATCH /items/{id}</code>');
  });

  it('200 for all types leads to the pages of the service', async () => {
    const { text } = await api.get('/problems');
    const hrefs = [...text.matchAll(/<a href="(\.\/.*?)"/g)].map(([, href]) => href);
    expect(hrefs).toEqual(['./', './codes', './docs']);
  });
});

describe('GET /openapi.json', () => {
  it('200 has the users of the demo and their password', async () => {
    const { status, body } = await api.get<{ info: { description: string } }>('/openapi.json');
    expect(status).toBe(200);
    for (const text of [
      DEMO_PASSWORD,
      '[The page at /](.)',
      ...DEMO_USERS.map(({ email }) => email),
    ]) {
      expect(body.info.description).toContain(text);
    }
  });
});
