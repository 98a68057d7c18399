import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, type HttpResponse, JSON_TYPE, STALE } from '#contract-testing';
import { logInAsMember, useThings as useApp } from '../support/use-things.js';

/* The codes of each operation. Those that all operations have alike are tested in test/every-operation. */

const api = useApp();
let member: Client;
let count = 0;

beforeAll(async () => {
  member = await logInAsMember(api);
});

interface Created {
  path: string;
  etag: string;
  body: { name: string };
}

/** The path of a thing that no test has created yet, and the body of a PUT. */
function newThing(): Pick<Created, 'path' | 'body'> {
  count += 1;
  return { path: `/things/test-${count}`, body: { name: `Test ${count}` } };
}

/** Creates a thing that no other test uses, which belongs to the admin. */
async function createThing(fields: object = {}): Promise<Created> {
  const { path, body } = newThing();
  expect((await api.put(path, { ...body, ...fields })).status).toBe(201);
  return { path, body, etag: String((await api.get(path)).headers.etag) };
}

describe('GET /things', () => {
  it('200 lists all things once, page by page, in the order of their ids', async () => {
    interface ThingList {
      things: { id: string }[];
    }
    for (let created = 0; created < 3; created += 1) await createThing();
    const all = await api.get<ThingList>('/things?limit=100');
    const ids: string[] = [];
    for (let path: string | undefined = '/things?limit=2'; path;) {
      const page: HttpResponse<ThingList> = await api.get<ThingList>(path);
      expect(page.status).toBe(200);
      ids.push(...page.body.things.map(({ id }) => id));
      path = /<([^>]+)>/.exec(String(page.headers.link))?.[1];
    }
    expect(ids).toEqual(all.body.things.map(({ id }) => id));
    expect(ids).toEqual([...ids].sort());
  });
});

describe('GET /things/:id', () => {
  it('200 returns the thing and its ETag', async () => {
    const { path, etag, body: fields } = await createThing({ note: 'Read back.' });
    const { status, body, headers } = await api.get(path);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...fields, note: 'Read back.' });
    expect(headers.etag).toBe(etag);
  });

  it('304 when the client has the current version', async () => {
    const { path, etag } = await createThing();
    expect((await api.get(path, { headers: { 'If-None-Match': etag } })).status).toBe(304);
  });
});

describe('PUT /things/:id', () => {
  it('201 creates the thing', async () => {
    const { path, body: fields } = newThing();
    const { status, body, headers } = await api.put(path, fields);
    expect(status).toBe(201);
    expect(headers.location).toBe(path);
    expect((await api.get(path)).body).toEqual(body);
  });

  it('200 replaces the thing, and an absent field gets its default', async () => {
    const { path, body: fields } = await createThing({ note: 'Replaced soon.' });
    const { status, body, headers } = await api.put(path, fields);
    expect(status).toBe(200);
    expect(headers.location).toBeUndefined();
    expect(body).toMatchObject({ ...fields, note: null });
    expect((await api.get(path)).body).toEqual(body);
  });

  it('201 to one and 200 to seven of eight clients that create the thing at once', async () => {
    const { path, body } = newThing();
    const puts = await Promise.all(Array.from({ length: 8 }, () => api.put(path, body)));
    const codes = puts.map(({ status }) => status).sort();
    expect(codes).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
  });
});

describe('PATCH /things/:id', () => {
  it('200 changes what the patch has', async () => {
    const { path, etag, body: fields } = await createThing({ note: 'Changed soon.' });
    const { status, body, headers } = await api.patch(path, { note: null }, { 'If-Match': etag });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...fields, note: null });
    expect(headers.etag).not.toBe(etag);
    expect((await api.get(path)).body).toEqual(body);
  });
});

describe('DELETE /things/:id', () => {
  it('204 deletes the thing', async () => {
    const { path } = await createThing();
    expect((await api.delete(path)).status).toBe(204);
    expect((await api.get(path)).status).toBe(404);
  });
});

type Row = [
  code: number,
  method: string,
  reason: string,
  send: (thing: Created) => Promise<HttpResponse>,
];

const NO_TOKEN = undefined;
const OTHER_VERSION = { 'If-Match': STALE };
const BROKEN = { headers: { ...JSON_TYPE, 'If-Match': '*' }, body: '{' };

const FAILURES: Row[] = [
  [400, 'GET', 'the limit is invalid', () => api.get('/things?limit=0')],
  [400, 'GET', 'the id is not a slug', () => api.get('/things/No_Slug')],
  [404, 'GET', 'no thing has the id', () => api.get('/things/missing')],
  [
    412,
    'GET',
    'If-Match has another ETag',
    ({ path }) => api.get(path, { headers: OTHER_VERSION }),
  ],

  [400, 'PUT', 'the body is not JSON', ({ path }) => api.send('PUT', path, BROKEN)],
  [400, 'PUT', 'a parameter is unknown', ({ path, body }) => api.put(`${path}?colour=red`, body)],
  [401, 'PUT', 'there is no token', ({ path, body }) => api.withToken(NO_TOKEN).put(path, body)],
  [401, 'PUT', 'the token is invalid', ({ path, body }) => api.withToken('x').put(path, body)],
  [403, 'PUT', 'another user owns the thing', ({ path, body }) => member.put(path, body)],
  [409, 'PUT', 'another thing has the name', ({ path }) => takeName((body) => api.put(path, body))],
  [412, 'PUT', 'If-Match has another ETag', ({ path, body }) => api.put(path, body, OTHER_VERSION)],
  [
    412,
    'PUT',
    'If-None-Match is *',
    ({ path, body }) => api.put(path, body, { 'If-None-Match': '*' }),
  ],
  [422, 'PUT', 'a field is invalid', ({ path }) => api.put(path, { name: '' })],
  [422, 'PUT', 'a field is unknown', ({ path, body }) => api.put(path, { ...body, colour: 'red' })],

  [400, 'PATCH', 'the body is not JSON', ({ path }) => api.send('PATCH', path, BROKEN)],
  [400, 'PATCH', 'a parameter is unknown', ({ path }) => api.patch(`${path}?colour=red`, {})],
  [401, 'PATCH', 'there is no token', ({ path }) => api.withToken(NO_TOKEN).patch(path, {})],
  [401, 'PATCH', 'the token is invalid', ({ path }) => api.withToken('x').patch(path, {})],
  [403, 'PATCH', 'another user owns the thing', ({ path }) => member.patch(path, { note: 'x' })],
  [404, 'PATCH', 'no thing has the id', () => api.patch('/things/missing', { note: 'x' })],
  [
    409,
    'PATCH',
    'another thing has the name',
    ({ path }) => takeName((body) => api.patch(path, body)),
  ],
  [412, 'PATCH', 'If-Match has another ETag', ({ path }) => api.patch(path, {}, OTHER_VERSION)],
  [422, 'PATCH', 'a field is invalid', ({ path }) => api.patch(path, { name: null })],
  [428, 'PATCH', 'there is no If-Match', ({ path }) => api.patch(path, {}, {})],

  [400, 'DELETE', 'a parameter is unknown', ({ path }) => api.delete(`${path}?colour=red`)],
  [401, 'DELETE', 'there is no token', ({ path }) => api.withToken(NO_TOKEN).delete(path)],
  [401, 'DELETE', 'the token is invalid', ({ path }) => api.withToken('x').delete(path)],
  [403, 'DELETE', 'another user owns the thing', ({ path }) => member.delete(path)],
  [404, 'DELETE', 'no thing has the id', () => api.delete('/things/missing')],
  [
    412,
    'DELETE',
    'If-Match has another ETag',
    ({ path }) => api.delete(path, { headers: OTHER_VERSION }),
  ],
];

/** Sends the name of another thing. */
async function takeName(send: (body: object) => Promise<HttpResponse>): Promise<HttpResponse> {
  return send((await createThing()).body);
}

describe('A request that fails', () => {
  it.each(FAILURES)(
    '%i to %s when %s, and changes nothing',
    async (code, _method, _reason, send) => {
      const thing = await createThing();
      const { status, body } = await send(thing);
      expect(status).toBe(code);
      expect(body.status).toBe(code);
      expect((await api.get(thing.path)).headers.etag).toBe(thing.etag);
    },
  );
});
