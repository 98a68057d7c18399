import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Header, Module } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { asJson, type HttpResponse, RawConnection, type RequestOptions } from '#contract-testing';
import { newNote, useFixture } from '../../contract-testing/test/fixture/use-fixture.js';

/* With a base path, each URL that the service sends works behind a proxy that removes that path. */

@ApiExcludeController()
@Controller('located')
class LocatedController {
  @Get()
  @Header('Content-Location', '/notes/first-note')
  find(): object {
    return {};
  }

  @Get('elsewhere')
  @Header('Content-Location', '//other.example/notes')
  findElsewhere(): object {
    return {};
  }
}

@Module({ controllers: [LocatedController] })
class LocatedModule {}

const api = useFixture({ basePath: '/shop', imports: [LocatedModule] });

/** Sends what the proxy forwards. The contract knows no base path, so it does not check the response. */
function send(method: string, path: string, options?: RequestOptions): Promise<HttpResponse> {
  return api.exchange(method, path, options);
}

/** Gets what a reference leads to, as the proxy forwards it. */
function follow(reference: unknown): Promise<HttpResponse> {
  expect(reference).toMatch(/^\/shop\//);
  return send('GET', String(reference).replace('/shop', ''));
}

describe('A header', () => {
  it('200 for the Location of what PUT created', async () => {
    const { path, body } = newNote();
    const { status, headers } = await send('PUT', path, asJson(body));
    expect(status).toBe(201);
    expect(headers.location).toBe(`/shop${path}`);
    const created = await follow(headers.location);
    expect(created.status).toBe(200);
    expect(created.body).toMatchObject(body);
  });

  it('201 has a Location that X-Forwarded-Prefix does not change', async () => {
    const { path, body: json } = newNote();
    const { body, headers } = asJson(json);
    const forwarded = { ...headers, 'X-Forwarded-Prefix': '//other.example' };
    const created = await send('PUT', path, { body, headers: forwarded });
    expect(created.status).toBe(201);
    expect(created.headers.location).toBe(`/shop${path}`);
  });

  it('200 for the Link to the next page', async () => {
    const { path, body } = newNote();
    await send('PUT', path, asJson(body));
    const { headers } = await send('GET', '/notes?limit=1');
    const [, next] = /^<(.+)>; rel="next"$/.exec(String(headers.link)) ?? [];
    expect(next).toMatch(/^\/shop\/notes\?limit=1&cursor=/);
    expect((await follow(next)).status).toBe(200);
  });

  it('200 for a Content-Location', async () => {
    const { status, headers } = await send('GET', '/located');
    expect(status).toBe(200);
    expect(headers['content-location']).toBe('/shop/notes/first-note');
    expect((await follow(headers['content-location'])).status).toBe(200);
  });

  it('200 keeps a URL of another host', async () => {
    const { status, headers } = await send('GET', '/located/elsewhere');
    expect(status).toBe(200);
    expect(headers['content-location']).toBe('//other.example/notes');
  });
});

describe('The type of a problem', () => {
  it.each([
    [404, 'of a note', 'GET', '/notes/none', {}],
    [404, 'of a path', 'GET', '/none', {}],
    [405, 'of a method', 'DELETE', '/notes', {}],
    [406, 'of a media type', 'GET', '/notes', { Accept: 'text/html' }],
    [412, 'of a read', 'GET', '/notes/first-note', { 'If-Match': '"none"' }],
    [400, 'of the router', 'GET', '/notes/%ff', {}],
    [414, 'of a long URL', 'GET', `/${'x'.repeat(2_100)}`, {}],
    [431, 'of large headers', 'GET', '/notes', { 'X-Large': 'x'.repeat(17_000) }],
  ])('200 for that of a %i %s', async (status, _, method, path, headers) => {
    const response = await send(method, path, { headers });
    expect(response.status).toBe(status);
    expect(response.body.instance).toBe(`/shop${path}`);
    expect((await follow(response.body.type)).status).toBe(200);
  });

  it.each([
    [400, 'GET /notes HTTP/1.1\r\na b: c\r\n\r\n'],
    [501, 'BREW /notes HTTP/1.1\r\nHost: shop.example\r\n\r\n'],
  ])('200 for that of a %i of a request that Node rejects', async (status, text) => {
    const connection = new RawConnection(api.origin);
    await connection.send(text);
    const response = await connection.readResponse();
    connection.close();
    expect(response.status).toBe(status);
    expect(response.body.instance).toBe('/shop/notes');
    expect((await follow(response.body.type)).status).toBe(200);
  });

  it('200 has the base path in the JSON of /problems too', async () => {
    const headers = { Accept: 'application/json' };
    const { status, body } = await send('GET', '/problems/path-not-found', { headers });
    expect(status).toBe(200);
    expect(body.type).toBe('/shop/problems/path-not-found');
  });
});
