import { describe, expect, it } from '@jest/globals';
import { probe } from './support/bare-nest.js';
import { useDemo } from './support/use-demo.js';

/* What the pages at /codes say of this service besides its operations: why it does not send a code, and where it
   differs from the diagrams of others. */

const api = useDemo();

const JSON_TYPE = 'Content-Type: application/json';
const CUP = '{ "name": "Cup", "price": { "amount": "9.50", "currency": "EUR" } }';

type Claim = [code: number, claim: string, head: string, body?: string];

const CLAIMS: readonly Claim[] = [
  [200, '101: `Upgrade` is ignored', 'GET /items HTTP/1.1\nUpgrade: websocket'],
  [200, '206, 416: `Range` is ignored', 'GET /items HTTP/1.1\nRange: bytes=0-4'],
  [
    200,
    '304: `If-Modified-Since` is ignored',
    'GET /items HTTP/1.1\nIf-Modified-Since: Sat, 28 Nov 2026 12:00:00 GMT',
  ],
  [404, '301, 308: a slash at the end makes another path', 'GET /items/ HTTP/1.1'],
  [404, '301, 308: another case makes another path', 'GET /ITEMS HTTP/1.1'],
  [405, 'TRACE is not supported', 'TRACE /items HTTP/1.1'],
  [405, '501: a method that Node knows is not unknown', 'MKCOL /items HTTP/1.1'],
  [204, 'OPTIONS has nothing to say but `Allow`', 'OPTIONS /items HTTP/1.1'],
  [200, '406: there is one language', 'GET /items HTTP/1.1\nAccept-Language: tlh'],
  [200, '406: `Accept-Charset` is ignored', 'GET /items HTTP/1.1\nAccept-Charset: iso-8859-1'],
  [
    200,
    '406: `Accept-Encoding` is ignored',
    'GET /items HTTP/1.1\nAccept-Encoding: br, identity;q=0',
  ],
  [
    422,
    '411: a body in chunks is read',
    `POST /auth/login HTTP/1.1\n${JSON_TYPE}\nTransfer-Encoding: chunked`,
    '2\r\n{}\r\n0\r\n\r\n',
  ],
  [
    415,
    'a `Content-Encoding` is not supported',
    `POST /auth/login HTTP/1.1\n${JSON_TYPE}\nContent-Encoding: br`,
    '{}',
  ],
  [200, '417: an unknown expectation is ignored', 'GET /items HTTP/1.1\nExpect: a-miracle'],
  [200, '421: every host name is served', 'GET /items HTTP/1.1\nHost: elsewhere.example'],
  [200, '425: `Early-Data` is ignored', 'GET /items HTTP/1.1\nEarly-Data: 1'],
  [200, '426: HTTP/1.0 is served', 'GET /items HTTP/1.0'],
  [400, '505: another version cannot be read', 'GET /items HTTP/3.0'],
  [
    400,
    'a PUT with `Content-Range` is invalid',
    `PUT /items/cup HTTP/1.1\n${JSON_TYPE}\nContent-Range: bytes 0-1/2`,
    CUP,
  ],
  [
    400,
    '`If-Unmodified-Since` on a write is invalid',
    `PUT /items/cup HTTP/1.1\n${JSON_TYPE}\nIf-Unmodified-Since: Sat, 28 Nov 2026 12:00:00 GMT`,
    CUP,
  ],
  [
    412,
    '`If-Match` for what does not exist is not met by PUT',
    `PUT /items/cup HTTP/1.1\n${JSON_TYPE}\nIf-Match: *`,
    CUP,
  ],
  [
    404,
    '`If-Match` for what does not exist is a 404 to PATCH',
    `PATCH /items/cup HTTP/1.1\n${JSON_TYPE}\nIf-Match: *`,
    '{}',
  ],
  [
    404,
    '`If-Match` for what does not exist is a 404 to DELETE',
    'DELETE /items/cup HTTP/1.1\nIf-Match: *',
  ],
];

describe('The pages are right about this service', () => {
  it.each(CLAIMS)('%i: %s', async (...[code, , head, body]) => {
    const withToken = `${head}\nAuthorization: Bearer ${api.token}`;
    const result = await probe(api.origin, { codes: [], request: '', head: withToken, body });
    expect(result).toMatch(new RegExp(`^${code}, `));
  });

  it('404 and not 410 for what was deleted', async () => {
    const { id } = (
      await api.post('/users', {
        name: 'Mia',
        email: 'mia@example.com',
        password: 'a long enough password',
      })
    ).body as { id: string };
    expect((await api.delete(`/users/${id}`)).status).toBe(204);
    expect((await api.get(`/users/${id}`)).status).toBe(404);
  });
});
