import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { copyTestDatabase, startApp, type TestDatabase } from '../support/app.js';
import { Client, type HttpResponse } from '#contract-testing';
import { PrefixProxy } from '../support/prefix-proxy.js';

/* With PUBLIC_URL, each URL that the service sends works behind a proxy that removes a prefix. */

const proxy = new PrefixProxy('/shop');
/** Reaches the proxy; its responses are not checked, since the contract knows no prefix. */
const client = new Client();
let app: NestFastifyApplication;
let database: TestDatabase;
let publicUrl: string;

beforeAll(async () => {
  const origin = await proxy.listen();
  publicUrl = `${origin}/shop`;
  database = await copyTestDatabase();
  app = await startApp(database.url, client, { publicUrl });
  proxy.upstream = client.origin;
  client.connect(origin);
});

afterAll(async () => {
  client.close();
  proxy.close();
  await app.close();
  await database.drop();
});

/** Gets what a reference leads to, which is relative to the URL of the response that has it. */
function follow(reference: unknown, from = '/shop/'): Promise<HttpResponse> {
  const url = new URL(String(reference), client.origin + from);
  expect(url.href).toMatch(new RegExp(`^${publicUrl}/`));
  return client.exchange('GET', url.pathname + url.search);
}

describe('The type of a problem', () => {
  // Each is sent from another place.
  it.each([
    [404, 'of a path', '/none', {}],
    [400, 'of a parameter', '/health/live?colour=red', {}],
    [412, 'of a read', '/openapi.json', { 'If-Match': '"none"' }],
  ])('200 for that of a %i %s', async (status, _, path, headers) => {
    const response = await client.exchange<{ type: string; instance: string }>(
      'GET',
      `/shop${path}`,
      { headers },
    );
    expect(response.status).toBe(status);
    expect(response.body.instance).toBe(`/shop${path}`.split('?', 1)[0]);
    expect((await follow(response.body.type)).status).toBe(200);
  });
});

describe('GET /docs', () => {
  it('200 for each file of the page, and for the document that its script loads', async () => {
    const { status, text } = await follow('docs');
    expect(status).toBe(200);
    const references = [...text.matchAll(/(?:src|href)=['"](.+?)['"]/g)].map(([, url]) => url);
    expect(references.length).toBeGreaterThan(3);
    for (const reference of references) {
      expect((await follow(reference, '/shop/docs')).status).toBe(200);
    }
    const script = await follow('docs/swagger-ui-init.js', '/shop/docs');
    const [, url] = /"swaggerUrl": "(.+?)"/.exec(script.text) ?? [];
    expect((await follow(url, '/shop/docs')).body.openapi).toBe('3.1.0');
  });
});

describe('GET /openapi.json', () => {
  it('200 for each path of the document that needs no parameter, at its server', async () => {
    const { body } = await follow('openapi.json');
    const { servers, paths } = body as { servers: { url: string }[]; paths: object };
    expect(servers).toEqual([{ url: publicUrl }]);
    const readable = Object.entries(paths).filter(
      ([path, item]) => !path.includes('{') && 'get' in item,
    );
    expect(readable.length).toBeGreaterThan(5);
    for (const [path] of readable) {
      expect((await follow(servers[0].url + path)).status).toBe(200);
    }
  });
});
