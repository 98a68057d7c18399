import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Header, Module } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { newNote, useFixture } from '../../contract-testing/test/fixture/use-fixture.js';
import {
  asJson,
  type HttpResponse,
  METHODS,
  RawConnection,
  type RequestOptions,
} from '#contract-testing';

/* Which paths and methods reach an operation; request ids, CORS, and a base path. */

const api = useFixture();

describe('A path that no route matches', () => {
  it.each([
    '/',
    '/nothing',
    '/Notes',
    '/notes/',
    '//notes',
    '/notes//first-note',
    '/notes/first-note/x',
  ])('404 for %s', async (path) => {
    const { status, body } = await api.get(path);
    expect(status).toBe(404);
    expect(body.type).toBe('/problems/path-not-found');
  });
});

describe('A path of a note without its id', () => {
  it.each(['GET', 'PUT', 'PATCH', 'DELETE', 'POST', 'OPTIONS'])('404 to %s', async (method) => {
    const headers = { 'Content-Type': 'text/plain' };
    expect((await api.send(method, '/notes/', { headers, body: 'x' })).status).toBe(404);
  });
});

describe('A path that is not percent-encoded UTF-8', () => {
  it.each(['/notes/%zz', '/notes/%ff'])('400 for %s', async (path) => {
    const { status, body } = await api.get(path);
    expect(status).toBe(400);
    expect(body.type).toBe('/problems/malformed-request');
  });
});

describe('X-Request-Id', () => {
  it.each(['a', 'A-z_0.9', 'x'.repeat(128)])('200 returns it unchanged: %s', async (id) => {
    const { status, headers } = await api.get('/health/live', { headers: { 'X-Request-Id': id } });
    expect(status).toBe(200);
    expect(headers['x-request-id']).toBe(id);
  });

  it.each(['', 'two words', 'x'.repeat(129), '{"a":1}'])(
    '200 has a generated one when the client sent an invalid one: %s',
    async (id) => {
      const { status, headers } = await api.get('/health/live', {
        headers: { 'X-Request-Id': id },
      });
      expect(status).toBe(200);
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});

const ALLOWED = {
  '/notes': 'GET, HEAD, OPTIONS',
  '/notes/first-note': 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS',
};

describe.each(Object.entries(ALLOWED))('%s', (path, allowed) => {
  it('204 to OPTIONS, with Allow', async () => {
    const { status, headers, text } = await api.send('OPTIONS', path);
    expect(status).toBe(204);
    expect(headers.allow).toBe(allowed);
    expect(text).toBe('');
  });

  it.each(METHODS.filter((method) => !allowed.split(', ').includes(method)))(
    '405 to %s, with the same Allow',
    async (method) => {
      const { status, headers } = await api.send(method, path);
      expect(status).toBe(405);
      expect(headers.allow).toBe(allowed);
    },
  );

  it('200 to HEAD, without content', async () => {
    const { status, text } = await api.send('HEAD', path);
    expect(status).toBe(200);
    expect(text).toBe('');
  });
});

describe('OPTIONS', () => {
  it('204 lists the media types of PATCH when PATCH is allowed', async () => {
    const { status, headers } = await api.send('OPTIONS', '/notes/first-note');
    expect(status).toBe(204);
    expect(headers['accept-patch']).toBe('application/merge-patch+json, application/json');
  });

  it('204 ignores Accept and the body', async () => {
    const headers = { Accept: 'text/html', 'Content-Type': 'text/plain' };
    expect((await api.send('OPTIONS', '/notes', { headers, body: 'x' })).status).toBe(204);
  });

  it('404 when no route matches the path', async () => {
    expect((await api.send('OPTIONS', '/nothing')).status).toBe(404);
  });
});

describe('A body', () => {
  it('405 takes precedence over errors in it', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    expect((await api.send('PUT', '/notes', { headers, body: '{' })).status).toBe(405);
  });
});

/* CORS tells a browser which pages may read a response. `Origin` names the page (Fetch §3.2). */

const ORIGIN = 'https://shop.example';
const EXPOSED = [
  'Accept',
  'Allow',
  'Content-Location',
  'ETag',
  'Link',
  'Location',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
];
const PREFLIGHT = {
  'Access-Control-Request-Method': 'PUT',
  'Access-Control-Request-Headers': 'authorization,content-type,if-match',
};

function getCorsHeaders({ headers }: HttpResponse): string[] {
  return Object.keys(headers).filter((name) => /^access-control|^vary$/.test(name));
}

describe('CORS without an origin', () => {
  it.each([ORIGIN, 'null', 'http://localhost:3000'])('200 allows no page of %s', async (Origin) => {
    const response = await api.get('/notes', { headers: { Origin } });
    expect(response.status).toBe(200);
    expect(getCorsHeaders(response)).toEqual([]);
  });

  it('204 to a preflight allows nothing', async () => {
    const headers = { Origin: ORIGIN, ...PREFLIGHT };
    const response = await api.send<Record<string, unknown>>('OPTIONS', '/notes/x', { headers });
    expect(response.status).toBe(204);
    expect(getCorsHeaders(response)).toEqual([]);
  });
});

describe('CORS with an origin', () => {
  const api = useFixture({ corsOrigins: ['https://other.example', ORIGIN] });
  const headers = { Origin: ORIGIN };

  it.each([
    [200, 'GET', '/notes'],
    [404, 'GET', '/nothing'],
    [400, 'GET', '/notes/%zz'],
    [405, 'DELETE', '/notes'],
    [415, 'PUT', '/notes/first-note'],
  ])(
    '%i to %s %s allows its pages to read the response and its headers',
    async (code, method, path) => {
      const response = await api.send(method, path, {
        headers,
        body: method === 'PUT' ? '{}' : '',
      });
      expect(response.status).toBe(code);
      expect(response.headers['access-control-allow-origin']).toBe(ORIGIN);
      expect(response.headers.vary).toBe('Origin');
      const exposed = response.headers['access-control-expose-headers']?.split(', ') ?? [];
      for (const name of EXPOSED) {
        expect(exposed).toContain(name);
      }
      expect(exposed).toContain('RateLimit-Remaining');
      expect(response.headers['access-control-allow-credentials']).toBeUndefined();
    },
  );

  it.each(['https://shop.example:8443', 'http://shop.example', 'https://evil.example', 'null', ''])(
    '200 allows no page of another origin: %s',
    async (Origin) => {
      const response = await api.get('/notes', { headers: { Origin } });
      expect(response.status).toBe(200);
      expect(response.headers['access-control-allow-origin']).toBeUndefined();
      expect(response.headers.vary).toBe('Origin');
    },
  );

  it('204 to a preflight of PUT allows If-Match, Idempotency-Key and Authorization, and has Allow', async () => {
    const response = await api.send('OPTIONS', '/notes/x', {
      headers: { ...headers, ...PREFLIGHT },
    });
    expect(response.status).toBe(204);
    expect(response.headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(response.headers['access-control-allow-methods']?.split(', ')).toContain('PUT');
    const allowed = response.headers['access-control-allow-headers']?.split(', ');
    const headersOfRequests = ['Authorization', 'Content-Type', 'If-Match', 'Idempotency-Key'];
    expect(allowed).toEqual(expect.arrayContaining(headersOfRequests));
    expect(response.headers.allow).toBe('GET, HEAD, PUT, PATCH, DELETE, OPTIONS');
  });

  it('404 to a preflight when no route matches', async () => {
    const preflight = { ...headers, ...PREFLIGHT };
    const response = await api.send('OPTIONS', '/nothing', { headers: preflight });
    expect(response.status).toBe(404);
    expect(response.headers['access-control-allow-origin']).toBe(ORIGIN);
  });

  it('400 to a preflight when the path is not percent-encoded UTF-8', async () => {
    const preflight = { ...headers, ...PREFLIGHT };
    const response = await api.send('OPTIONS', '/notes/%ff', { headers: preflight });
    expect(response.status).toBe(400);
    expect(response.headers['access-control-allow-origin']).toBe(ORIGIN);
  });

  it('204 to a preflight from another origin allows nothing', async () => {
    const other = { Origin: 'https://evil.example', ...PREFLIGHT };
    const response = await api.send('OPTIONS', '/notes/x', { headers: other });
    expect(response.status).toBe(204);
    expect(response.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('204 to OPTIONS that is not a preflight, 404 when no route matches', async () => {
    expect((await api.send('OPTIONS', '/notes')).status).toBe(204);
    expect((await api.send('OPTIONS', '/nothing')).status).toBe(404);
    expect((await api.send('DELETE', '/nothing')).status).toBe(404);
  });
});

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

const shop = useFixture({ basePath: '/shop', imports: [LocatedModule] });

/** Sends what the proxy forwards. The contract knows no base path, so it does not check the response. */
function send(method: string, path: string, options?: RequestOptions): Promise<HttpResponse> {
  return shop.exchange(method, path, options);
}

/** Gets what a reference leads to, as the proxy forwards it. */
function follow(reference: unknown): Promise<HttpResponse> {
  expect(reference).toMatch(/^\/shop\//);
  return send('GET', String(reference).replace('/shop', ''));
}

describe('With a base path, a header', () => {
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

describe('With a base path, the type of a problem', () => {
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
    const connection = new RawConnection(shop.origin);
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
