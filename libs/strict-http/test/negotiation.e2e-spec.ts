import { describe, expect, it } from '@jest/globals';
import { JSON_TYPE } from '#contract-testing';
import { newNote, useFixture } from '../../contract-testing/test/fixture/use-fixture.js';

const api = useFixture();

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
