import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { TEST_PASSWORD, TEST_USERS } from '../../test/support/test-users.js';
import { useApp } from '../../test/support/app.js';
import { FaultModule } from '../../test/support/fixtures.js';

/* The page at / and its files; test/browser/tour.spec.ts uses the page. */

const api = useApp();
const withoutTour = useApp({ tour: false });
const productionByDefault = useApp({ nodeEnv: 'production' });
const production = useApp({ nodeEnv: 'production', tour: true });
const faulty = useApp({}, [FaultModule]);
/** Allows one request per client, which the contract uses. */
const limited = useApp({ rateLimit: 1, limits: { rateLimitWindowMs: 3_600_000 } });

const FILES = [
  ['tour.css', 'text/css'],
  ['tour.js', 'text/javascript'],
  ['matrix.js', 'text/javascript'],
  ['details.js', 'text/javascript'],
  ['dom.js', 'text/javascript'],
  ['player.js', 'text/javascript'],
  ['requests-http.js', 'text/javascript'],
  ['codes.js', 'text/javascript'],
  ['handlers.json', 'application/json'],
  ['requests.http', 'text/plain'],
];

describe('GET /', () => {
  it('200 is a page whose URLs are relative, for a proxy that removes a prefix', async () => {
    const { status, text, headers } = await api.get('/');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const urls = [...text.matchAll(/(?:src|href)="(.+?)"/g)].map(([, url]) => url);
    expect(urls.length).toBeGreaterThan(5);
    for (const url of urls) expect(url).toMatch(/^(?:data:|[a-z])[^:]*$/);
  });

  it('200 is compressed for a client that accepts gzip', async () => {
    const { status, headers } = await api.get('/', { headers: { 'Accept-Encoding': 'gzip' } });
    expect(status).toBe(200);
    expect(headers['content-encoding']).toBe('gzip');
    expect(headers.vary).toBe('Accept-Encoding');
  });

  it('304 when the client has the current version', async () => {
    const { headers } = await api.get('/');
    const current = { 'If-None-Match': String(headers.etag) };
    expect((await api.get('/', { headers: current })).status).toBe(304);
  });

  it.each([
    ['TOUR is false', withoutTour],
    ['TOUR is empty in production', productionByDefault],
  ])('404 when %s', async (_, client) => {
    const { status, body } = await client.get('/');
    expect(status).toBe(404);
    expect(body.type).toBe('/problems/path-not-found');
    expect((await client.get('/tour/tour.js')).status).toBe(404);
  });

  it('412 when If-Match has another ETag', async () => {
    expect((await api.get('/', { headers: { 'If-Match': '"none"' } })).status).toBe(412);
  });

  it('429 when the client has reached the rate limit', async () => {
    expect((await limited.get('/')).status).toBe(429);
  });

  it('500 when an internal error occurs', async () => {
    expect((await faulty.get('/', { headers: { 'X-Fault': 'planted' } })).status).toBe(500);
  });
});

describe('GET /tour/:file', () => {
  it.each(FILES)('200 for %s, which is %s', async (file, mediaType) => {
    const { status, headers, text } = await api.get(`/tour/${file}`);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe(`${mediaType}; charset=utf-8`);
    expect(headers.etag).toMatch(/^"/);
    expect(text).not.toBe('');
  });

  it.each(['none.js', 'tsconfig.json', '..%2ftour.module.ts', '..%2f..%2f..%2fpackage.json'])(
    '404 for %s, which is not part of the page',
    async (file) => {
      expect((await api.get(`/tour/${file}`)).status).toBe(404);
    },
  );
});

describe('GET /problems/:type', () => {
  it('200 leads to where the tour shows the problem', async () => {
    const { status, text } = await api.get('/problems/precondition-failed');
    expect(status).toBe(200);
    expect(text).toContain('href="../#precondition-failed"');
  });

  it('200 leads nowhere without the tour', async () => {
    const { status, text } = await withoutTour.get('/problems/precondition-failed');
    expect(status).toBe(200);
    expect(text).not.toContain('#');
  });
});

describe('In production', () => {
  it('200 for requests.http without the credentials of the demo', async () => {
    const { status, text } = await production.get('/tour/requests.http');
    expect(status).toBe(200);
    expect(text).toMatch(/^@password =$/m);
    for (const secret of [TEST_PASSWORD, ...TEST_USERS.map(({ email }) => email)]) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('The container', () => {
  it('has the files that the tour reads, at the same place as the project', async () => {
    const [dockerfile, ignored] = await Promise.all(
      ['Dockerfile', '.dockerignore'].map((path) => readFile(path, 'utf8')),
    );
    const image = dockerfile.slice(dockerfile.lastIndexOf('FROM '));
    for (const path of ['requests.http ./', 'src/tour/public src/tour/public']) {
      expect(image).toContain(`\nCOPY ${path}\n`);
    }
    expect(ignored).toContain('\n!requests.http\n');
  });
});
