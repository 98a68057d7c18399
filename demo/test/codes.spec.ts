import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import committed from '../../openapi.json' with { type: 'json' };
import { useApp } from '../../test/support/app.js';
import { codesMarkdown, decisionsJson } from '../../scripts/codes.mjs';
import { CodesModule } from '../codes/codes.module.js';
import { describeCodes } from '../codes/describe-codes.js';
import * as pages from '../codes/pages.js';
import { PRECEDENCE } from '../codes/precedence.js';
import { REGISTRY } from '../codes/registry.js';
import { useDemo } from './support/use-demo.js';

/* The pages at /codes; browser/codes.spec.ts looks at them. */

const api = useDemo();

interface CodeJson {
  code: number;
  operations: { method: string; path: string }[];
}

const HTML = 'text/html; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

describe.each(['/codes', '/codes/409'])('GET %s', (path) => {
  it.each([
    [HTML, undefined],
    [HTML, 'text/html,application/xhtml+xml,*/*;q=0.8'],
    [HTML, 'image/png'],
    [JSON_TYPE, 'application/json'],
    [JSON_TYPE, 'application/problem+json'],
    [JSON_TYPE, 'application/json;v=1'],
    [JSON_TYPE, 'text/html;q=0.5, application/json'],
  ])('200 is %s for Accept: %s', async (type, accept) => {
    const headers: Record<string, string> = accept ? { Accept: accept } : {};
    const response = await api.get(path, { headers });
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toBe(type);
    expect(response.headers.vary).toBe('Accept');
  });

  it('200 to HEAD, 204 to OPTIONS, 405 to POST', async () => {
    expect((await api.send('HEAD', path)).status).toBe(200);
    expect((await api.send('OPTIONS', path)).headers.allow).toBe('GET, HEAD, OPTIONS');
    expect((await api.send('POST', path)).status).toBe(405);
  });
});

describe('GET /codes/:code', () => {
  it.each(REGISTRY)('200 for $code $name', async ({ code, name, reference }) => {
    const path = `/codes/${code}`;
    const { status, text } = await api.get(path);
    expect(status).toBe(200);
    expect(text).toContain(`<h1><span>${code}</span> ${name.replace("'", '&#39;')}</h1>`);
    const { body } = await api.get(path, { headers: { Accept: 'application/json' } });
    expect(body).toMatchObject({ code, name, reference });
  });

  it('200 has the operations that send it, as the document lists them', async () => {
    const { body } = await api.get<CodeJson>('/codes/428', {
      headers: { Accept: 'application/json' },
    });
    expect(body.operations).toEqual([
      { method: 'PATCH', path: '/items/{id}' },
      { method: 'PATCH', path: '/users/{id}' },
    ]);
  });

  it.each(['299', '509', '4090', '0409', '409.0', '9', 'conflict', '%00', 'style.html'])(
    '404 for %s, which is no registered code',
    async (code) => {
      const { status, body } = await api.get(`/codes/${code}`);
      expect(status).toBe(404);
      expect(body.type).toBe('/problems/path-not-found');
    },
  );
});

describe('GET /codes', () => {
  it('200 has every registered code', async () => {
    const { body } = await api.get<{ codes: CodeJson[] }>('/codes', {
      headers: { Accept: 'application/json' },
    });
    expect(body.codes.map(({ code }) => code)).toEqual(REGISTRY.map(({ code }) => code));
  });
});

describe('A link', () => {
  it('200 from each relative link of each page', async () => {
    const targets = new Set<string>();
    for (const path of ['/codes', ...REGISTRY.map(({ code }) => `/codes/${code}`)]) {
      const { text } = await api.get(path);
      for (const [, href] of text.matchAll(/href="([^":#][^":]*)(?:#[^"]*)?"/g)) {
        targets.add(new URL(href, `http://demo${path}`).pathname);
      }
    }
    expect(targets.size).toBeGreaterThan(REGISTRY.length);
    for (const target of targets) {
      const { status } = await api.get(target, { headers: { Accept: '*/*' } });
      expect([target, status]).toEqual([target, 200]);
    }
  });

  it('200 has one to the page of its code on the page of a problem type', async () => {
    const { status, text } = await api.get('/problems/name-taken');
    expect(status).toBe(200);
    expect(text).toContain('href="../codes/409"');
  });
});

describe('In production, without the rest of the demo', () => {
  const production = useApp({ nodeEnv: 'production' }, [CodesModule]);

  it('200 for the pages, and no link to the tour, which is a 404', async () => {
    const { status, text } = await production.exchange('GET', '/codes/409');
    expect(status).toBe(200);
    expect(text).not.toContain('Send it now');
    expect(text).toContain('href="../docs"');
    expect((await production.exchange('GET', '/codes.css')).status).toBe(200);
    expect((await production.exchange('GET', '/')).status).toBe(404);
  });
});

describe('A generated file is up to date (otherwise run npm run openapi)', () => {
  it('demo/codes/decisions.json', async () => {
    const { body } = await api.get('/openapi.json');
    const names = PRECEDENCE.map(({ name }) => name);
    expect(readFileSync('demo/codes/decisions.json', 'utf8')).toBe(decisionsJson(body, names));
  });

  it('docs/codes.md', () => {
    const text = codesMarkdown(describeCodes(committed), pages);
    expect(readFileSync('docs/codes.md', 'utf8')).toBe(text);
  });
});

describe('npm run codes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'codes-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('writes pages whose links lead to each other, by files', () => {
    const { status } = spawnSync('node', ['scripts/write-codes.mjs', folder]);
    expect(status).toBe(0);
    const files = readdirSync(folder);
    expect(files).toHaveLength(REGISTRY.length + 2);
    for (const file of files.filter((name) => name.endsWith('.html'))) {
      const text = readFileSync(join(folder, file), 'utf8');
      const links = Array.from(text.matchAll(/href="([^"#:]+)(?:#[^"]*)?"/g), ([, href]) => href);
      expect(links.filter((href) => !files.includes(href))).toEqual([]);
      expect(text).not.toContain('<script');
    }
  });
});
