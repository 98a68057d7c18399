import { describe, expect, it } from '@jest/globals';
import { useFixture } from '../../contract-testing/test/fixture/use-fixture.js';
import { RawConnection, sendRaw } from '#contract-testing';

/* Requests that Node or Fastify would reject without problem details, or not respond to. */

const api = useFixture();
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
