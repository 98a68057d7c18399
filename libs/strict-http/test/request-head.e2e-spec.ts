import { describe, expect, it } from '@jest/globals';
import { type HttpResponse, sendRaw } from '#contract-testing';
import { newNote, useFixture } from '../../contract-testing/test/fixture/use-fixture.js';

/* The Host header, the request target, and the size of the headers. */

const api = useFixture();
const HOST = 'Host: shop.example\r\n';

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
