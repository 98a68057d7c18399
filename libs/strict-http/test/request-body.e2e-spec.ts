import { describe, expect, it } from '@jest/globals';
import { useFixture } from '../../contract-testing/test/fixture/use-fixture.js';
import { RawConnection, sendRaw } from '#contract-testing';

/* When the server asks for a body, and how it rejects a body that it does not read. */

const api = useFixture();
const HOST = 'Host: shop.example\r\n';
const PUT = `PUT /notes/raw HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n`;

describe('A body', () => {
  const CONTINUE = 'Expect: 100-continue\r\n';

  it('100 when the client waits before it sends one', async () => {
    const connection = new RawConnection(api.origin);
    await connection.send(`${PUT}${CONTINUE}Content-Length: 2\r\n\r\n`);
    expect((await connection.readResponse()).status).toBe(100);
    await connection.send('{}');
    expect((await connection.readResponse()).status).toBe(422);
    connection.close();
  });

  it.each([
    ['in HTTP/1.0', PUT.replace('1.1', '1.0') + `${CONTINUE}Content-Length: 2\r\n\r\n{}`, 422],
    ['of length 0', `${PUT}${CONTINUE}Content-Length: 0\r\n\r\n`, 400],
  ])('%s gets its final response without 100', async (_, text, code) => {
    expect((await sendRaw(api, text)).status).toBe(code);
  });

  it.each([
    ['404', `POST /nothing HTTP/1.1\r\n${HOST}${CONTINUE}Content-Length: 2\r\n\r\n`],
    ['405', `PUT /notes HTTP/1.1\r\n${HOST}${CONTINUE}Content-Length: 2\r\n\r\n`],
    ['413', `${PUT}${CONTINUE}Content-Length: 102401\r\n\r\n`],
    ['415', `PUT /notes/raw HTTP/1.1\r\n${HOST}${CONTINUE}Content-Length: 2\r\n\r\n`],
  ])('%s is sent without 100 first', async (code, text) => {
    expect((await sendRaw(api, text)).status).toBe(Number(code));
  });

  const CHUNKED = 'Transfer-Encoding: chunked\r\n\r\n';
  const LARGE = 'Content-Length: 8000000\r\n\r\n';
  const CLOSE = 'Connection: close\r\n';

  /* The client sends all of a large body before it reads the response. */
  it.each([
    [413, `${PUT}${LARGE}`],
    [413, `${PUT}${CHUNKED}`],
    [501, `${PUT}Transfer-Encoding: gzip, chunked\r\n\r\n`],
    [414, `POST /${'x'.repeat(3_000)} HTTP/1.1\r\n${HOST}${LARGE}`],
    [415, `PUT /notes/raw HTTP/1.1\r\n${HOST}${CLOSE}${LARGE}`],
    [404, `POST /nothing HTTP/1.1\r\n${HOST}${CLOSE}${LARGE}`],
    [405, `PUT /notes HTTP/1.0\r\n${HOST}${LARGE}`],
    [200, `GET /health/live HTTP/1.1\r\n${HOST}${CLOSE}${LARGE}`],
    [415, `PUT /notes/raw HTTP/1.1\r\n${HOST}${CONTINUE}${LARGE}`],
    [400, `${PUT}${CHUNKED}zz\r\n`],
  ])('%i reaches the client: %s', async (code, head) => {
    const chunk = `${(8_000_000).toString(16)}\r\n${' '.repeat(8_000_000)}`;
    expect((await sendRaw(api, head, chunk)).status).toBe(code);
  });
});
