import { describe, expect, it } from '@jest/globals';
import { useApp } from './support/app.js';
import type { Answer } from './support/client.js';
import { newItem } from './support/examples.js';
import { checkRules } from './support/http-rules.js';
import { RawConnection } from './support/raw.js';

/* What Node or Fastify would answer in their own way, or not at all. */

const api = useApp();
const HOST = 'Host: shop.example\r\n';
const POST = `POST /users HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n`;

/** The headers of somebody who may write. */
const authorized = (): string => `${HOST}Authorization: Bearer ${api.token}\r\n`;

/** Sends the parts one after another, and gives the first answer. The next client is served. */
async function send(...parts: string[]): Promise<Answer> {
  const connection = new RawConnection(api.origin);
  for (const part of parts) await connection.send(part);
  const answer = await connection.answer();
  connection.close();
  expect(await checkRules({ method: '', path: '', sent: {}, answer }, api)).toEqual([]);
  expect((await api.get('/health/live')).status).toBe(200);
  return answer;
}

describe('What is no request', () => {
  it.each([
    ['TLS', '\x16\x03\x01\x02\x00'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['no HTTP', 'hello\r\n\r\n'],
    ['of version 3.0', `GET /items HTTP/3.0\r\n${HOST}\r\n`],
    ['of version 2.0', `GET /items HTTP/2.0\r\n${HOST}\r\n`],
    ['of version 0.9', 'GET /items\r\n\r\n'],
    ['for a target that is no path', `GET items HTTP/1.1\r\n${HOST}\r\n`],
    ['for a path with a raw é', `GET /items/\xe9 HTTP/1.1\r\n${HOST}\r\n`],
    ['with a space in the name of a header', `GET /items HTTP/1.1\r\n${HOST}a b: c\r\n\r\n`],
    ['with a NUL in a header', `GET /items HTTP/1.1\r\n${HOST}a: \0\r\n\r\n`],
    ['with a header over two lines', `GET /items HTTP/1.1\r\n${HOST}a: b\r\n c\r\n\r\n`],
    ['with two lengths', `${POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    ['with a length that is none', `${POST}Content-Length: two\r\n\r\n{}`],
    ['chunked and with a length', `${POST}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n`],
    ['in chunks, in HTTP/1.0', POST.replace('1.1', '1.0') + 'Transfer-Encoding: chunked\r\n\r\n'],
    ['with a chunk of no length', `${POST}Transfer-Encoding: chunked\r\n\r\n`, 'zz\r\n'],
  ])('400 when it is %s', async (_, ...parts) => {
    const { status, headers, body } = await send(...parts);
    expect(status).toBe(400);
    expect(body.type).toBe('/problems/malformed-request');
    expect(headers.connection).toBe('close');
  });

  it('400 comes after the answers to the requests before it', async () => {
    const connection = new RawConnection(api.origin);
    await connection.send(`GET /health/ready HTTP/1.1\r\n${HOST}\r\n`.repeat(3) + '?\r\n\r\n');
    const answers = [];
    for (let count = 0; count < 4; count += 1) answers.push((await connection.answer()).status);
    expect(answers).toEqual([200, 200, 200, 400]);
    expect(await connection.end()).toBe('');
  });

  it('501 to CONNECT comes after the answers to the requests before it', async () => {
    const connection = new RawConnection(api.origin);
    await connection.send(
      `GET /health/ready HTTP/1.1\r\n${HOST}\r\n`.repeat(2) +
        'CONNECT shop.example:80 HTTP/1.1\r\nHost: shop.example:80\r\n\r\n',
    );
    const answers = [];
    for (let count = 0; count < 3; count += 1) answers.push((await connection.answer()).status);
    expect(answers).toEqual([200, 200, 501]);
  });

  it('400 has the id that the client chose', async () => {
    const { status, headers } = await send(
      `GET /items HTTP/1.1\r\n${HOST}X-Request-Id: mine\r\na b: c\r\n\r\n`,
    );
    expect(status).toBe(400);
    expect(headers['x-request-id']).toBe('mine');
  });

  it('404 is all there is when the body of a DELETE is broken', async () => {
    const connection = new RawConnection(api.origin);
    await connection.send(
      `DELETE /items/0 HTTP/1.1\r\n${authorized()}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    );
    expect((await connection.answer()).status).toBe(404);
    expect(await connection.end()).toBe('');
  });

  it('an item whose body ends early is not made, and the next client is served', async () => {
    const connection = new RawConnection(api.origin);
    await connection.send(
      `PUT /items/cut HTTP/1.1\r\n${authorized()}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"name"`,
    );
    connection.close();
    expect((await api.get('/items/cut')).status).toBe(404);
  });
});

describe('What Node does not know', () => {
  it.each([
    ['a method', `BREW /items HTTP/1.1\r\n${HOST}\r\n`],
    ['a method for a whole URL', `BREW http://a/items HTTP/1.1\r\n${HOST}\r\n`],
    ['a method in small letters', `get /items HTTP/1.1\r\n${HOST}\r\n`],
    ['CONNECT', 'CONNECT shop.example:80 HTTP/1.1\r\nHost: shop.example:80\r\n\r\n'],
    ['a transfer coding', `${POST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
  ])('501 for %s', async (_, text) => {
    expect((await send(text)).status).toBe(501);
  });

  it('200 whatever else than a body is expected of the server', async () => {
    const text = `GET /health/live HTTP/1.1\r\n${HOST}Expect: tea\r\n\r\n`;
    expect((await send(text)).status).toBe(200);
  });
});

describe('Host', () => {
  it.each([
    ['is missing', ''],
    ['is there twice', 'Host: a\r\nHost: a\r\n'],
    ['has a path', 'Host: a/b\r\n'],
    ['has a user', 'Host: a@b\r\n'],
    ['has a port that is none', 'Host: a:b\r\n'],
  ])('400 when it %s', async (_, hosts) => {
    const { status, body } = await send(`GET /health/live HTTP/1.1\r\n${hosts}\r\n`);
    expect(status).toBe(400);
    expect(body.type).toBe('/problems/malformed-request');
  });

  it.each([
    ['a name', 'HTTP/1.1', 'Host: shop.example\r\n'],
    ['an address and a port', 'HTTP/1.1', 'Host: [::1]:3000\r\n'],
    ['empty', 'HTTP/1.1', 'Host:\r\n'],
    ['missing in HTTP/1.0', 'HTTP/1.0', ''],
  ])('200 when it is %s', async (_, version, host) => {
    expect((await send(`GET /health/live ${version}\r\n${host}\r\n`)).status).toBe(200);
  });
});

describe('A request target', () => {
  it('200 when it is a whole URL, as to a proxy', async () => {
    const text = `GET http://other.example:8080/items?limit=1 HTTP/1.1\r\n${HOST}\r\n`;
    expect((await send(text)).status).toBe(200);
  });

  it('404 tells the path of a whole URL', async () => {
    const { status, body } = await send(`GET HTTP://other.example?q HTTP/1.1\r\n${HOST}\r\n`);
    expect(status).toBe(404);
    expect(body.instance).toBe('/');
  });

  it('204 to OPTIONS when it is the server as a whole', async () => {
    const { status, headers } = await send(`OPTIONS * HTTP/1.1\r\n${HOST}\r\n`);
    expect(status).toBe(204);
    expect(headers.allow?.split(', ').sort().join(' ')).toBe(
      'DELETE GET HEAD OPTIONS PATCH POST PUT',
    );
  });

  it.each(['*', '*items'])('404 to GET when it is %s', async (target) => {
    expect((await send(`GET ${target} HTTP/1.1\r\n${HOST}\r\n`)).status).toBe(404);
  });

  it('400 when it has a fragment', async () => {
    expect((await send(`GET /health/live#top HTTP/1.1\r\n${HOST}\r\n`)).status).toBe(400);
  });

  it('404 when it is 2,048 bytes long, 414 when it is longer', async () => {
    const path = `/${'x'.repeat(2_047)}`;
    expect((await api.get(path)).status).toBe(404);
    expect((await api.get(`${path}x`)).status).toBe(414);
    expect((await api.get(`/items/%zz${path}`)).status).toBe(414);
  });

  it('414 when it is longer than headers may be, in one packet or in two', async () => {
    const path = `/${'x'.repeat(20_000)}`;
    expect((await api.get(path)).status).toBe(414);
    expect((await send(`GET ${path}`, `${path} HTTP/1.1\r\n${HOST}\r\n`)).status).toBe(414);
  });

  it('404 tells a path that may stand in a URI', async () => {
    const { status, body } = await send(`GET /"<a>\\^\`{|} HTTP/1.1\r\n${HOST}\r\n`);
    expect(status).toBe(404);
    expect(body.instance).toBe('/%22%3Ca%3E%5C%5E%60%7B%7C%7D');
  });
});

describe('Headers', () => {
  it('200 when they are almost 16 KiB large, 431 when they are larger', async () => {
    const read = (length: number): Promise<Answer> =>
      api.get('/items', { headers: { X: 'x'.repeat(length) } });
    expect((await read(15_500)).status).toBe(200);
    expect((await read(16_384)).status).toBe(431);
  });

  it('431 when they are larger than is read, and come in two packets', async () => {
    const half = 'x'.repeat(40_000);
    expect((await send(`GET /items HTTP/1.1\r\n${HOST}X: ${half}`, half)).status).toBe(431);
  });

  it('412 when the condition is the last of 3,000', async () => {
    const { id, ...fields } = newItem();
    await api.put(`/items/${id}`, fields);
    const body = JSON.stringify(fields);
    const { status } = await send(
      `PUT /items/${id} HTTP/1.1\r\n${authorized()}Content-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\n${'a:\r\n'.repeat(3_000)}If-None-Match: *\r\n\r\n${body}`,
    );
    expect(status).toBe(412);
  });
});

describe('A body', () => {
  const CONTINUE = 'Expect: 100-continue\r\n';

  it('100 asks for one, where it is waited for', async () => {
    const connection = new RawConnection(api.origin);
    await connection.send(`${POST}${CONTINUE}Content-Length: 2\r\n\r\n`);
    expect((await connection.answer()).status).toBe(100);
    await connection.send('{}');
    expect((await connection.answer()).status).toBe(422);
    connection.close();
  });

  it.each([
    ['in HTTP/1.0', POST.replace('1.1', '1.0') + `${CONTINUE}Content-Length: 2\r\n\r\n{}`, 422],
    ['of no length', `${POST}${CONTINUE}Content-Length: 0\r\n\r\n`, 400],
  ])('%s it is not asked for', async (_, text, code) => {
    expect((await send(text)).status).toBe(code);
  });

  it.each([
    ['404', `POST /nothing HTTP/1.1\r\n${HOST}${CONTINUE}Content-Length: 2\r\n\r\n`],
    ['405', `PUT /items HTTP/1.1\r\n${HOST}${CONTINUE}Content-Length: 2\r\n\r\n`],
    ['413', `${POST}${CONTINUE}Content-Length: 102401\r\n\r\n`],
    ['415', `POST /users HTTP/1.1\r\n${HOST}${CONTINUE}Content-Length: 2\r\n\r\n`],
  ])('%s does not ask for one first', async (code, text) => {
    expect((await send(text)).status).toBe(Number(code));
  });

  const CHUNKED = 'Transfer-Encoding: chunked\r\n\r\n';
  const LONG = 'Content-Length: 8000000\r\n\r\n';
  const LAST = 'Connection: close\r\n';

  /* To a client that sends the whole of a large body before it reads. */
  it.each([
    [413, `${POST}${LONG}`],
    [413, `${POST}${CHUNKED}`],
    [501, `${POST}Transfer-Encoding: gzip, chunked\r\n\r\n`],
    [414, `POST /${'x'.repeat(3_000)} HTTP/1.1\r\n${HOST}${LONG}`],
    [415, `POST /users HTTP/1.1\r\n${HOST}${LAST}${LONG}`],
    [404, `POST /nothing HTTP/1.1\r\n${HOST}${LAST}${LONG}`],
    [405, `PUT /items HTTP/1.0\r\n${HOST}${LONG}`],
    [200, `GET /health/live HTTP/1.1\r\n${HOST}${LAST}${LONG}`],
    [415, `POST /users HTTP/1.1\r\n${HOST}${CONTINUE}${LONG}`],
    [400, `${POST}${CHUNKED}zz\r\n`],
  ])('%i arrives: %s', async (code, head) => {
    const chunk = `${(8_000_000).toString(16)}\r\n${' '.repeat(8_000_000)}`;
    expect((await send(head, chunk)).status).toBe(code);
  });
});
