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

const LINKS = { links: [{ label: 'Manual', url: 'https://example.com/manual' }] };

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

function archive(path: string, headers = {}, client = api): Promise<HttpResponse> {
  return client.send('POST', `${path}/archive`, { headers });
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

  it('200 lists the things of one owner', async () => {
    interface ThingList {
      things: { ownerId: string }[];
    }
    const { path, body } = newThing();
    const { ownerId } = (await member.put<{ ownerId: string }>(path, body)).body;
    await createThing();
    const { status, body: list } = await api.get<ThingList>(`/things?ownerId=${ownerId}`);
    expect(status).toBe(200);
    expect(list.things).toEqual([expect.objectContaining({ ...body, ownerId })]);
    expect((await member.delete(path)).status).toBe(204);
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
    const { path, body: fields } = await createThing({ note: 'Replaced soon.', ...LINKS });
    const { status, body, headers } = await api.put(path, fields);
    expect(status).toBe(200);
    expect(headers.location).toBeUndefined();
    expect(body).toMatchObject({ ...fields, note: null, links: [] });
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
    const { path, etag, body: fields } = await createThing({ note: 'Changed soon.', ...LINKS });
    const { status, body, headers } = await api.patch(path, { note: null }, { 'If-Match': etag });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...fields, ...LINKS, note: null });
    expect(headers.etag).not.toBe(etag);
    expect((await api.get(path)).body).toEqual(body);
  });
});

describe('POST /things/:id/archive', () => {
  it('200 archives the thing, and a PUT keeps it archived', async () => {
    const { path, etag, body: fields } = await createThing(LINKS);
    const { status, body, headers } = await archive(path);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...fields, ...LINKS, archivedAt: expect.any(String) });
    expect(headers.etag).not.toBe(etag);
    expect((await api.get(path)).body).toEqual(body);
    const { archivedAt } = (await api.put<{ archivedAt: string }>(path, fields)).body;
    expect(archivedAt).toBe(body.archivedAt);
  });

  it('200 to one and 409 to seven of eight clients that archive the thing at once', async () => {
    const { path } = await createThing();
    const posts = Array.from({ length: 8 }, () => archive(path));
    const codes = (await Promise.all(posts)).map(({ status }) => status).sort();
    expect(codes).toEqual([200, 409, 409, 409, 409, 409, 409, 409]);
  });

  it('409 when the thing is archived, unless If-Match has another ETag', async () => {
    const { path, etag } = await createThing();
    const { headers } = await archive(path, { 'If-Match': etag });
    expect((await archive(path)).body.type).toMatch(/thing-archived$/);
    expect((await archive(path, { 'If-Match': String(headers.etag) })).status).toBe(409);
    expect((await archive(path, { 'If-Match': etag })).status).toBe(412);
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
  [400, 'GET', 'the id of an owner is invalid', () => api.get('/things?ownerId=ada')],
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
  [
    422,
    'PUT',
    'a link is invalid',
    ({ path, body }) => api.put(path, { ...body, links: [{ label: 'x' }] }),
  ],
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

  [400, 'POST', 'a parameter is unknown', ({ path }) => api.send('POST', `${path}/archive?x=1`)],
  [401, 'POST', 'there is no token', ({ path }) => archive(path, {}, api.withToken(NO_TOKEN))],
  [401, 'POST', 'the token is invalid', ({ path }) => archive(path, {}, api.withToken('x'))],
  [403, 'POST', 'another user owns the thing', ({ path }) => archive(path, {}, member)],
  [404, 'POST', 'no thing has the id', () => archive('/things/missing')],
  [412, 'POST', 'If-Match has another ETag', ({ path }) => archive(path, OTHER_VERSION)],

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
