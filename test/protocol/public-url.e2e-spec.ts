import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { copyTestDatabase, startApp, type TestDatabase } from '../support/app.js';
import {
  asJson,
  Client,
  type HttpResponse,
  RawConnection,
  type RequestOptions,
} from '#contract-testing';
import { getNextLink } from '../support/pages.js';
import { PrefixProxy } from '../support/prefix-proxy.js';
import { ThingsModule } from '../template/src/things.module.js';
import { createThings, newThing, newThingFields } from '../support/use-things.js';
import { LocatedModule } from '../support/fixtures.js';

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
  await createThings(database.url);
  const modules = [ThingsModule, LocatedModule];
  app = await startApp(database.url, client, { publicUrl }, { modules });
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

/** Sends a request to a path of the service. */
function send(method: string, path: string, options?: RequestOptions): Promise<HttpResponse> {
  return client.exchange(method, `/shop${path}`, options);
}

describe('A header', () => {
  it('200 for the Location of a thing that PUT created', async () => {
    const { id, name } = newThing();
    const { status, headers } = await send('PUT', `/things/${id}`, asJson({ name }));
    expect(status).toBe(201);
    expect(headers.location).toBe(`/shop/things/${id}`);
    const created = await follow(headers.location);
    expect(created.status).toBe(200);
    expect(created.body).toMatchObject({ id, name });
  });

  it('201 has a Location that X-Forwarded-Prefix does not change', async () => {
    const { id, name } = newThing();
    const { body, headers } = asJson({ name });
    const forwarded = { ...headers, 'X-Forwarded-Prefix': '//other.example' };
    const created = await send('PUT', `/things/${id}`, { body, headers: forwarded });
    expect(created.status).toBe(201);
    expect(created.headers.location).toBe(`/shop/things/${id}`);
  });

  it('200 for the Link to the next page', async () => {
    await send('PUT', `/things/${newThing().id}`, asJson(newThingFields()));
    const next = getNextLink(await send('GET', '/things?limit=1'));
    expect(next).toMatch(/^\/shop\/things\?limit=1&cursor=/);
    expect((await follow(next)).status).toBe(200);
  });

  it('200 for a Content-Location', async () => {
    const located = await send('GET', '/located');
    expect(located.status).toBe(200);
    expect(located.headers['content-location']).toBe('/shop/things/first-thing');
    expect((await follow(located.headers['content-location'])).status).toBe(200);
  });
});

describe('The type of a problem', () => {
  it.each([
    [404, 'of a thing', 'GET', '/things/none', {}],
    [404, 'of a path', 'GET', '/none', {}],
    [405, 'of a method', 'DELETE', '/things', {}],
    [406, 'of a media type', 'GET', '/things', { Accept: 'text/html' }],
    [412, 'of a read', 'GET', '/things/first-thing', { 'If-Match': '"none"' }],
    [400, 'of the router', 'GET', '/things/%ff', {}],
    [414, 'of a long URL', 'GET', `/${'x'.repeat(2_100)}`, {}],
    [431, 'of large headers', 'GET', '/things', { 'X-Large': 'x'.repeat(17_000) }],
  ])('200 for that of a %i %s', async (status, _, method, path, headers) => {
    const response = await send(method, path, { headers });
    expect(response.status).toBe(status);
    expect(response.body.instance).toBe(`/shop${path}`);
    expect((await follow(response.body.type)).status).toBe(200);
  });

  it.each([
    [400, 'GET /things HTTP/1.1\r\na b: c\r\n\r\n'],
    [501, 'BREW /things HTTP/1.1\r\nHost: shop.example\r\n\r\n'],
  ])('200 for that of a %i of a request that Node rejects', async (status, text) => {
    const connection = new RawConnection(proxy.upstream);
    await connection.send(text);
    const response = await connection.readResponse();
    connection.close();
    expect(response.status).toBe(status);
    expect(response.body.instance).toBe('/shop/things');
    expect((await follow(response.body.type)).status).toBe(200);
  });
});

describe('GET /docs', () => {
  it('200 for each file of the page, and for the document that its script loads', async () => {
    const { status, text } = await send('GET', '/docs');
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
    const { body } = await send('GET', '/openapi.json');
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
