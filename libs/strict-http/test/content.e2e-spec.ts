import { describe, expect, it } from '@jest/globals';
import { newNote, useFixture } from '../../contract-testing/test/fixture/use-fixture.js';
import { JSON_TYPE, RawConnection, sendRaw } from '#contract-testing';

/* What a client accepts, and the body that it sends. */

const api = useFixture();
const HOST = 'Host: shop.example\r\n';
const PUT = `PUT /notes/raw HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n`;

describe('Accept', () => {
  it.each([
    'application/json',
    'APPLICATION/JSON',
    'application/*',
    '*/*',
    'text/html, */*;q=0.1',
    'text/html;q=0.9, application/json;q=0.001',
    'application/json;charset=utf-8',
    'application/json; charset="UTF-8"; q=0.5',
    'application/json;charset=iso-8859-1',
    'application/json;version=2',
    'application/json ; profile="a, b;q=0"; q=0.5, text/html',
    '*/*;q=0, application/json',
    'application/*;q=0, application/json;q=0.2',
    '',
  ])('200 for %j', async (Accept) => {
    expect((await api.get('/notes', { headers: { Accept } })).status).toBe(200);
  });

  it('200 without it', async () => {
    expect((await api.get('/notes')).status).toBe(200);
  });

  it.each([
    'text/html',
    'text/*',
    'application/xml, text/html;q=0.9',
    'application/problem+json',
    'application/json;q=0',
    'application/json;q=0.000',
    '*/*, application/json;q=0',
    'application/*, application/json;q=0',
    '*/*;q=0',
    'text/html;version=2',
    'application/json;version=2;q=0',
    'json',
  ])('406 for %j', async (Accept) => {
    const { status, headers } = await api.get('/notes', { headers: { Accept } });
    expect(status).toBe(406);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
  });

  it.each(['/problems', '/problems/precondition-failed'])(
    '200 for an HTML page, which ignores it: %s',
    async (page) => {
      expect((await api.get(page, { headers: { Accept: 'image/png' } })).status).toBe(200);
    },
  );

  it('204 for a DELETE, which has no content to accept', async () => {
    const { path, body } = newNote();
    expect((await api.put(path, body)).status).toBe(201);
    const headers = { Accept: 'application/problem+json' };
    expect((await api.delete(path, { headers })).status).toBe(204);
  });

  it('406 changes nothing', async () => {
    const { path, body: json } = newNote();
    const headers = { ...JSON_TYPE, Accept: 'text/html' };
    const body = JSON.stringify(json);
    expect((await api.send('PUT', path, { headers, body })).status).toBe(406);
    expect((await api.get(path)).status).toBe(404);
  });
});

const TYPES = [
  ['PUT', 'accept', 'application/json'],
  ['PATCH', 'accept-patch', 'application/merge-patch+json, application/json'],
];

describe.each(TYPES)('%s', (method, name, types) => {
  const path = '/notes/first-note';

  it.each([
    ['text', 'text/plain'],
    ['a form', 'application/x-www-form-urlencoded'],
    ['multipart', 'multipart/form-data; boundary=x'],
    ['XML', 'application/xml'],
    ['JSON of another kind', 'application/problem+json'],
    ['JSON in another charset', 'application/json; charset=iso-8859-1'],
    ['JSON in another charset, quoted', 'application/json; charset="utf-16"'],
    ['sent without a type', undefined],
    ['sent with an empty type', ''],
    ['sent with an invalid type', 'json'],
  ])('415 when the body is %s', async (_, type) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'Content-Type': type };
    const response = await api.send(method, path, { headers, body: '{}' });
    expect(response.status).toBe(415);
    expect(response.headers[name]).toBe(types);
    expect(response.headers['accept-encoding']).toBeUndefined();
  });

  it.each(['gzip', 'identity', 'x'])(
    '415 when the body has a content coding: %s',
    async (coding) => {
      const headers = { ...JSON_TYPE, 'Content-Encoding': coding };
      const response = await api.send(method, path, { headers, body: '{}' });
      expect(response.status).toBe(415);
      expect(response.headers[name]).toBe(types);
      expect(response.headers['accept-encoding']).toBe('identity');
    },
  );

  it('415 when the body is chunked and has no type', async () => {
    const headers = { 'Transfer-Encoding': 'chunked' };
    expect((await api.send(method, path, { headers, body: '{}' })).status).toBe(415);
  });
});

describe('Content-Type', () => {
  it.each([
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json; charset=utf8',
    'Application/JSON',
    'application/json; profile="x;y"',
  ])('201 for %j', async (type) => {
    const { path, body } = newNote();
    const headers = { 'Content-Type': type };
    const request = { headers, body: JSON.stringify(body) };
    expect((await api.send('PUT', path, request)).status).toBe(201);
    expect((await api.get(path)).body).toMatchObject(body);
  });

  it.each([
    ['application/json', 'application/json'],
    ['application/json', 'text/plain'],
  ])('400 for two: %s and %s', async (...types) => {
    const headers = { 'Content-Type': types };
    const { status, body } = await api.send('PUT', '/notes/0', { headers, body: '{}' });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      errors: [{ header: 'Content-Type', detail: 'must be given once' }],
    });
  });

  it('415 for a merge patch sent with PUT', async () => {
    const headers = { 'Content-Type': 'application/merge-patch+json' };
    expect((await api.send('PUT', '/notes/0', { headers, body: '{}' })).status).toBe(415);
  });

  it('404 ignores a body when the method has none', async () => {
    const headers = { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' };
    expect((await api.delete('/notes/0', { headers, body: 'x' })).status).toBe(404);
    expect((await api.get('/notes/0', { headers, body: 'x' })).status).toBe(404);
  });
});

describe('A body', () => {
  it.each<[string, Record<string, string>, string | Buffer | undefined]>([
    ['is not JSON', JSON_TYPE, '{"title":'],
    ['is missing', JSON_TYPE, ''],
    ['and its type are missing', {}, undefined],
    ['is not UTF-8', JSON_TYPE, Buffer.from('{"title":"\xff"}', 'latin1')],
    ['has a member __proto__', JSON_TYPE, '{"__proto__":{}}'],
    ['has an escaped member __proto__', JSON_TYPE, '{"title":{"\\u005f_proto__":{}}}'],
    ['has a member twice', JSON_TYPE, '{"title":"a","title":"b"}'],
    ['has a member twice, once escaped', JSON_TYPE, '{"title":"a","titl\\u0065":"a"}'],
    ['has a member twice within', JSON_TYPE, '{"title":[{"a":1,"a":2}]}'],
    ['nests 33 levels deep', JSON_TYPE, '['.repeat(34) + ']'.repeat(34)],
    ['nests 50,000 levels deep', JSON_TYPE, '['.repeat(50_000) + ']'.repeat(50_000)],
  ])('400 when it %s', async (_, headers, body) => {
    const { path } = newNote();
    const response = await api.send<{ type: string }>('PUT', path, { headers, body });
    expect(response.status).toBe(400);
    expect(response.body.type).toBe('/problems/malformed-body');
    expect((await api.get(path)).status).toBe(404);
  });

  it('201 when its texts have colons, quotes and braces', async () => {
    const { path, body } = newNote({ title: '\\"a":{"a":' });
    expect((await api.put(path, body)).status).toBe(201);
    expect((await api.get(path)).body).toMatchObject(body);
  });

  it('422 when it nests 32 levels deep, since it was read', async () => {
    const body = '['.repeat(32) + ']'.repeat(32);
    expect((await api.send('PUT', newNote().path, { headers: JSON_TYPE, body })).status).toBe(422);
  });

  it('413 when it exceeds 102,400 bytes, chunked or not', async () => {
    const body = Buffer.alloc(102_401, ' ');
    const chunked = { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' };
    for (const headers of [JSON_TYPE, chunked]) {
      expect((await api.send('PUT', newNote().path, { headers, body })).status).toBe(413);
    }
  });

  it('201 when it has exactly 102,400 bytes', async () => {
    const { path, body: json } = newNote();
    const body = JSON.stringify(json).padEnd(102_400);
    expect((await api.send('PUT', path, { headers: JSON_TYPE, body })).status).toBe(201);
    expect((await api.get(path)).body).toMatchObject(json);
  });
});

/* When the server asks for a body, and how it rejects a body that it does not read. */

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
