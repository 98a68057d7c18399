import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ApiExcludeController } from '@nestjs/swagger';
import { Controller, Delete, Get, HttpCode, Module, Put } from '@nestjs/common';
import { newNote, useFixture } from '../../contract-testing/test/fixture/use-fixture.js';
import { type HttpResponse, RawConnection, sendRaw } from '#contract-testing';

/* Requests as bytes: what Node or Fastify would reject without problem details, or not respond to. */

const log: string[] = [];
/** How many reads a test sends, and those that wait for the last of them. */
let reads = 0;
let waiting: (() => void)[] = [];

async function record(name: string, work: Promise<unknown>): Promise<object> {
  log.push(`${name} begins`);
  await work;
  log.push(`${name} ends`);
  return {};
}

@ApiExcludeController()
@Controller('slow')
class SlowController {
  /** Ends soon after each read has begun; if they are served one after the other, only after 10 s. */
  @Get()
  read(): Promise<object> {
    const allReads = new Promise<void>((resolve) => waiting.push(resolve));
    if (waiting.length === reads) setTimeout(() => waiting.forEach((resolve) => resolve()), 20);
    return record('GET', Promise.race([allReads, sleep(10_000, undefined, { ref: false })]));
  }

  @Put()
  @HttpCode(201)
  write(): Promise<object> {
    return record('PUT', sleep(20));
  }

  @Delete()
  remove(): Promise<object> {
    return record('DELETE', sleep(20));
  }
}

@Module({ controllers: [SlowController] })
class SlowModule {}

const api = useFixture({ imports: [SlowModule] });
const HOST = 'Host: shop.example\r\n';
const PUT = `PUT /notes/raw HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n`;

describe('A malformed request', () => {
  it.each([
    ['TLS', '\x16\x03\x01\x02\x00'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['not HTTP', 'hello\r\n\r\n'],
    ['of version 3.0', `GET /notes HTTP/3.0\r\n${HOST}\r\n`],
    ['of version 2.0', `GET /notes HTTP/2.0\r\n${HOST}\r\n`],
    ['of version 0.9', 'GET /notes\r\n\r\n'],
    ['for a target that is not a path', `GET notes HTTP/1.1\r\n${HOST}\r\n`],
    ['for a path with a raw é', `GET /notes/\xe9 HTTP/1.1\r\n${HOST}\r\n`],
    ['with a space in the name of a header', `GET /notes HTTP/1.1\r\n${HOST}a b: c\r\n\r\n`],
    ['with a NUL in a header', `GET /notes HTTP/1.1\r\n${HOST}a: \0\r\n\r\n`],
    ['with a header on two lines', `GET /notes HTTP/1.1\r\n${HOST}a: b\r\n c\r\n\r\n`],
    ['with two lengths', `${PUT}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    ['with a length that is not a number', `${PUT}Content-Length: two\r\n\r\n{}`],
    ['chunked and with a length', `${PUT}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n`],
    ['chunked in HTTP/1.0', PUT.replace('1.1', '1.0') + 'Transfer-Encoding: chunked\r\n\r\n'],
    ['with a chunk that has no valid length', `${PUT}Transfer-Encoding: chunked\r\n\r\n`, 'zz\r\n'],
  ])('400 when it is %s', async (_, ...parts) => {
    const { status, headers, body } = await sendRaw(api, ...parts);
    expect(status).toBe(400);
    expect(body.type).toBe('/problems/malformed-request');
    expect(headers.connection).toBe('close');
  });

  it('400 follows the responses to earlier requests on the connection', async () => {
    const connection = new RawConnection(api.origin);
    await connection.send(`GET /health/live HTTP/1.1\r\n${HOST}\r\n`.repeat(3) + '?\r\n\r\n');
    const responses = [];
    for (let count = 0; count < 4; count += 1)
      responses.push((await connection.readResponse()).status);
    expect(responses).toEqual([200, 200, 200, 400]);
    expect(await connection.readUntilClosed()).toBe('');
  });

  it('501 to CONNECT follows the responses to earlier requests on the connection', async () => {
    const connection = new RawConnection(api.origin);
    await connection.send(
      `GET /health/live HTTP/1.1\r\n${HOST}\r\n`.repeat(2) +
        'CONNECT shop.example:80 HTTP/1.1\r\nHost: shop.example:80\r\n\r\n',
    );
    const responses = [];
    for (let count = 0; count < 3; count += 1)
      responses.push((await connection.readResponse()).status);
    expect(responses).toEqual([200, 200, 501]);
  });

  it('400 has the request id that the client sent', async () => {
    const { status, headers } = await sendRaw(
      api,
      `GET /notes HTTP/1.1\r\n${HOST}X-Request-Id: mine\r\na b: c\r\n\r\n`,
    );
    expect(status).toBe(400);
    expect(headers['x-request-id']).toBe('mine');
  });

  it('404 is the only response when the body of a DELETE is malformed', async () => {
    const connection = new RawConnection(api.origin);
    await connection.send(
      `DELETE /notes/0 HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    );
    expect((await connection.readResponse()).status).toBe(404);
    expect(await connection.readUntilClosed()).toBe('');
  });

  it('404 for a note whose request ended before its body was complete', async () => {
    const connection = new RawConnection(api.origin);
    await connection.send(
      `PUT /notes/cut HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"title"`,
    );
    connection.close();
    expect((await api.get('/notes/cut')).status).toBe(404);
  });
});

describe('A feature that Node does not support', () => {
  it.each([
    ['a method', `BREW /notes HTTP/1.1\r\n${HOST}\r\n`],
    ['a method with an absolute URL', `BREW http://a/notes HTTP/1.1\r\n${HOST}\r\n`],
    ['a method in lower case', `get /notes HTTP/1.1\r\n${HOST}\r\n`],
    ['CONNECT', 'CONNECT shop.example:80 HTTP/1.1\r\nHost: shop.example:80\r\n\r\n'],
    ['a transfer coding', `${PUT}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
  ])('501 for %s', async (_, text) => {
    expect((await sendRaw(api, text)).status).toBe(501);
  });

  it('200 ignores an unknown Expect header', async () => {
    const text = `GET /health/live HTTP/1.1\r\n${HOST}Expect: tea\r\n\r\n`;
    expect((await sendRaw(api, text)).status).toBe(200);
  });
});

describe('Host', () => {
  it.each([
    ['is missing', ''],
    ['is sent twice', 'Host: a\r\nHost: a\r\n'],
    ['has a path', 'Host: a/b\r\n'],
    ['has user information', 'Host: a@b\r\n'],
    ['has an invalid port', 'Host: a:b\r\n'],
  ])('400 when it %s', async (_, hosts) => {
    const { status, body } = await sendRaw(api, `GET /health/live HTTP/1.1\r\n${hosts}\r\n`);
    expect(status).toBe(400);
    expect(body.type).toBe('/problems/malformed-request');
  });

  it.each([
    ['a name', 'HTTP/1.1', 'Host: shop.example\r\n'],
    ['an address and a port', 'HTTP/1.1', 'Host: [::1]:3000\r\n'],
    ['empty', 'HTTP/1.1', 'Host:\r\n'],
    ['missing in HTTP/1.0', 'HTTP/1.0', ''],
  ])('200 when it is %s', async (_, version, host) => {
    expect((await sendRaw(api, `GET /health/live ${version}\r\n${host}\r\n`)).status).toBe(200);
  });
});

describe('A request target', () => {
  it('200 when it is an absolute URL, as for a proxy', async () => {
    const text = `GET http://other.example:8080/notes?limit=1 HTTP/1.1\r\n${HOST}\r\n`;
    expect((await sendRaw(api, text)).status).toBe(200);
  });

  it('404 names the path of an absolute URL', async () => {
    const { status, body } = await sendRaw(
      api,
      `GET HTTP://other.example?q HTTP/1.1\r\n${HOST}\r\n`,
    );
    expect(status).toBe(404);
    expect(body.instance).toBe('/');
  });

  it('204 to OPTIONS when it is *, which means the whole server', async () => {
    const { status, headers } = await sendRaw(api, `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`);
    expect(status).toBe(204);
    expect(headers.allow?.split(', ').sort().join(' ')).toBe('DELETE GET HEAD OPTIONS PATCH PUT');
  });

  it.each(['*', '*notes'])('404 to GET when it is %s', async (target) => {
    expect((await sendRaw(api, `GET ${target} HTTP/1.1\r\n${HOST}\r\n`)).status).toBe(404);
  });

  it('400 when it has a fragment', async () => {
    expect((await sendRaw(api, `GET /health/live#top HTTP/1.1\r\n${HOST}\r\n`)).status).toBe(400);
  });

  it('404 when it is 2,048 bytes long, 414 when it is longer', async () => {
    const path = `/${'x'.repeat(2_047)}`;
    expect((await api.get(path)).status).toBe(404);
    expect((await api.get(`${path}x`)).status).toBe(414);
    expect((await api.get(`/notes/%zz${path}`)).status).toBe(414);
  });

  it('414 when it is larger than the limit for headers, in one packet or in two', async () => {
    const path = `/${'x'.repeat(20_000)}`;
    expect((await api.get(path)).status).toBe(414);
    expect((await sendRaw(api, `GET ${path}`, `${path} HTTP/1.1\r\n${HOST}\r\n`)).status).toBe(414);
  });

  it('404 names the path with URI escapes', async () => {
    const { status, body } = await sendRaw(api, `GET /"<a>\\^\`{|} HTTP/1.1\r\n${HOST}\r\n`);
    expect(status).toBe(404);
    expect(body.instance).toBe('/%22%3Ca%3E%5C%5E%60%7B%7C%7D');
  });
});

describe('Headers', () => {
  it('200 when they are almost 16 KiB large, 431 when they are larger', async () => {
    const getNotes = (length: number): Promise<HttpResponse> =>
      api.get('/notes', { headers: { X: 'x'.repeat(length) } });
    expect((await getNotes(15_500)).status).toBe(200);
    expect((await getNotes(16_384)).status).toBe(431);
  });

  it('431 when they are larger than the server reads, and arrive in two packets', async () => {
    const half = 'x'.repeat(40_000);
    expect((await sendRaw(api, `GET /notes HTTP/1.1\r\n${HOST}X: ${half}`, half)).status).toBe(431);
  });

  it('412 when the precondition is the last of 3,000 headers', async () => {
    const { path, body: fields } = newNote();
    await api.put(path, fields);
    const body = JSON.stringify(fields);
    const { status } = await sendRaw(
      api,
      `PUT ${path} HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\n${'a:\r\n'.repeat(3_000)}If-None-Match: *\r\n\r\n${body}`,
    );
    expect(status).toBe(412);
  });
});

describe('Requests in one packet (RFC 9112 §9.3.2)', () => {
  async function send(...methods: string[]): Promise<{ codes: number[]; events: string[] }> {
    log.length = 0;
    waiting = [];
    reads = methods.filter((method) => method === 'GET').length;
    const connection = new RawConnection(api.origin);
    const type = 'Host: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';
    const requests = methods.map((method) =>
      method === 'PUT'
        ? `PUT /slow HTTP/1.1\r\n${type}`
        : `${method} /slow HTTP/1.1\r\nHost: x\r\n\r\n`,
    );
    await connection.send(requests.join(''));
    const codes: number[] = [];
    while (codes.length < methods.length) codes.push((await connection.readResponse()).status);
    connection.close();
    return { codes, events: [...log] };
  }

  it('201, 200, 200: a read waits for the write before it, and a write for each request before it', async () => {
    const { codes, events } = await send('PUT', 'GET', 'DELETE');
    expect(codes).toEqual([201, 200, 200]);
    expect(events).toEqual([
      'PUT begins',
      'PUT ends',
      'GET begins',
      'GET ends',
      'DELETE begins',
      'DELETE ends',
    ]);
  });

  it('200 to reads, which are served side by side', async () => {
    const { codes, events } = await send('GET', 'GET');
    expect(codes).toEqual([200, 200]);
    expect(events).toEqual(['GET begins', 'GET begins', 'GET ends', 'GET ends']);
  });

  it('201, 200, 200: reads side by side, after the write before them', async () => {
    const { events } = await send('PUT', 'GET', 'GET');
    expect(events.slice(0, 4)).toEqual(['PUT begins', 'PUT ends', 'GET begins', 'GET begins']);
  });

  it('400 to the request after a malformed one is no response: the connection ends', async () => {
    const connection = new RawConnection(api.origin);
    await connection.send('PUT /slow HTTP/1.1\r\n\r\nGET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
    expect((await connection.readResponse()).status).toBe(400);
    expect(await connection.readUntilClosed()).toBe('');
  });
});
