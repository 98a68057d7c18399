import { beforeAll, describe, expect, it } from '@jest/globals';
import { logInAsMember } from '../../support/app.js';
import type { Client, HttpResponse } from '#contract-testing';
import { useThings } from '../../support/use-things.js';

const api = useThings();
const NO_TOKEN = undefined;
const STALE = { 'If-Match': '"00000000-0000-4000-8000-000000000000"' };
interface ThingList {
  things: { id: string }[];
}

let member: Client;
let count = 0;

beforeAll(async () => {
  member = await logInAsMember(api);
});

/** The path of a thing that no other test uses, and the body of a PUT. */
function newThing(fields: object = {}): { path: string; body: { name: string } & object } {
  count += 1;
  return { path: `/things/test-${count}`, body: { name: `Test ${count}`, ...fields } };
}

/** Creates a thing of the admin, and returns its path and its ETag. */
async function createThing(fields: object = {}): Promise<{ path: string; etag: string }> {
  const { path, body } = newThing(fields);
  expect((await api.put(path, body)).status).toBe(201);
  return { path, etag: String((await api.get(path)).headers.etag) };
}

describe('GET /things', () => {
  it('200 lists all things once, page by page, in the order of their ids', async () => {
    for (let created = 0; created < 3; created += 1) await createThing();
    const all = await api.get<ThingList>('/things?limit=100');
    const ids: string[] = [];
    for (let path: string | undefined = '/things?limit=2'; path;) {
      const page: HttpResponse<ThingList> = await api.get<ThingList>(path);
      const { status, body, headers } = page;
      expect(status).toBe(200);
      ids.push(...body.things.map(({ id }) => id));
      path = /<([^>]+)>/.exec(String(headers.link))?.[1];
    }
    expect(ids).toEqual(all.body.things.map(({ id }) => id));
    expect(ids).toEqual([...ids].sort());
  });

  it('400 names an invalid parameter', async () => {
    const { status, body } = await api.get('/things?limit=0');
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ parameter: 'limit', detail: expect.any(String) }]);
  });
});

describe('GET /things/:id', () => {
  it('200 returns the thing, 304 when the client has the current version, 412 with another If-Match', async () => {
    const { path, etag } = await createThing({ note: 'Read back.' });
    const { status, body } = await api.get(path);
    expect(status).toBe(200);
    expect(body).toMatchObject({ note: 'Read back.' });
    expect((await api.get(path, { headers: { 'If-None-Match': etag } })).status).toBe(304);
    expect((await api.get(path, { headers: STALE })).status).toBe(412);
  });

  it('400 when the id is not a slug, 404 when no thing has it', async () => {
    expect((await api.get('/things/No_Slug')).status).toBe(400);
    const { status, body } = await api.get('/things/missing');
    expect(status).toBe(404);
    expect(body.type).toBe('/problems/thing-not-found');
  });
});

describe('PUT /things/:id', () => {
  it('201 creates the thing, then 200 replaces it', async () => {
    const { path, body } = newThing({ note: 'Replaced soon.' });
    const created = await api.put(path, body);
    expect([created.status, created.headers.location]).toEqual([201, path]);
    const replaced = await api.put(path, { name: body.name });
    expect([replaced.status, replaced.headers.location]).toEqual([200, undefined]);
    expect(replaced.body).toMatchObject({ note: null });
    expect((await api.get(path)).body).toEqual(replaced.body);
  });

  it('201 to one and 200 to seven of eight clients that create the thing at once', async () => {
    const { path, body } = newThing();
    const puts = await Promise.all(Array.from({ length: 8 }, () => api.put(path, body)));
    const codes = puts.map(({ status }) => status).sort();
    expect(codes).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
  });

  it('200 or 412 by If-Match, 412 by If-None-Match: * when the thing exists', async () => {
    const { path, etag } = await createThing();
    const send = (headers: Record<string, string>): ReturnType<Client['send']> => {
      const json = { 'Content-Type': 'application/json' };
      return api.send('PUT', path, {
        headers: { ...json, ...headers },
        body: JSON.stringify(newThing().body),
      });
    };
    expect((await send({ 'If-Match': etag })).status).toBe(200);
    expect((await send({ 'If-Match': etag })).status).toBe(412);
    expect((await send({ 'If-None-Match': '*' })).status).toBe(412);
  });

  it('400 when the body is not JSON or a parameter is unknown', async () => {
    const { path, body } = newThing();
    const headers = { 'Content-Type': 'application/json' };
    expect((await api.send('PUT', path, { headers, body: '{' })).status).toBe(400);
    expect((await api.put(`${path}?colour=red`, body)).status).toBe(400);
    expect((await api.get(path)).status).toBe(404);
  });

  it('401 without a token or with an invalid one, 403 when it belongs to another user', async () => {
    const { path, body } = newThing();
    expect((await api.withToken(NO_TOKEN).put(path, body)).status).toBe(401);
    expect((await api.withToken('invalid').put(path, body)).status).toBe(401);
    expect((await api.put(path, body)).status).toBe(201);
    expect((await member.put(path, body)).status).toBe(403);
  });

  it('409 when another thing has the name, 422 when a field is invalid', async () => {
    const taken = newThing();
    await api.put(taken.path, taken.body);
    const { path } = newThing();
    expect((await api.put(path, taken.body)).status).toBe(409);
    const { status, body } = await api.put(path, { name: '', colour: 'red' });
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ pointer: '#/colour' }, { pointer: '#/name' }]);
    expect((await api.get(path)).status).toBe(404);
  });
});

describe('PATCH /things/:id', () => {
  it('200 changes what the patch has, 412 with the ETag of before, 428 without If-Match', async () => {
    const { path, etag } = await createThing({ note: 'Kept.' });
    const { name } = newThing().body;
    const patched = await api.patch(path, { name }, { 'If-Match': etag });
    expect([patched.status, patched.body]).toMatchObject([200, { name, note: 'Kept.' }]);
    expect((await api.get(path)).headers.etag).toBe(patched.headers.etag);
    expect((await api.patch(path, { name }, { 'If-Match': etag })).status).toBe(412);
    expect((await api.patch(path, { name }, {})).status).toBe(428);
  });

  it('400, 401, 403, 404, 409 and 422 as for PUT', async () => {
    const { path } = await createThing();
    const taken = newThing();
    await api.put(taken.path, taken.body);
    const headers = { 'Content-Type': 'application/json', 'If-Match': '*' };
    expect((await api.send('PATCH', path, { headers, body: '{' })).status).toBe(400);
    expect((await api.patch(`${path}?colour=red`, {})).status).toBe(400);
    expect((await api.withToken(NO_TOKEN).patch(path, {})).status).toBe(401);
    expect((await api.withToken('invalid').patch(path, {})).status).toBe(401);
    expect((await member.patch(path, {})).status).toBe(403);
    expect((await api.patch('/things/missing', {})).status).toBe(404);
    expect((await api.patch(path, { name: taken.body.name })).status).toBe(409);
    expect((await api.patch(path, { name: null })).status).toBe(422);
  });
});

describe('DELETE /things/:id', () => {
  it('204 deletes the thing, then 404', async () => {
    const { path } = await createThing();
    expect((await api.delete(path)).status).toBe(204);
    expect((await api.get(path)).status).toBe(404);
    expect((await api.delete(path)).status).toBe(404);
  });

  it('400, 401, 403 and 412 delete nothing', async () => {
    const { path } = await createThing();
    expect((await api.delete(`${path}?colour=red`)).status).toBe(400);
    expect((await api.withToken(NO_TOKEN).delete(path)).status).toBe(401);
    expect((await api.withToken('invalid').delete(path)).status).toBe(401);
    expect((await member.delete(path)).status).toBe(403);
    expect((await api.delete(path, { headers: STALE })).status).toBe(412);
    expect((await api.get(path)).status).toBe(200);
  });
});
