import { describe, expect, it } from '@jest/globals';
import { type Client, describePreconditions, JSON_TYPE, type Versioned } from '#contract-testing';
import { newNote, useFixture } from '../../contract-testing/test/fixture/use-fixture.js';

const api = useFixture();

describePreconditions('a note', api, createNote, (method, { title }) =>
  method === 'PUT' ? { title } : { title: `${String(title)} II` },
);

async function createNote(client: Client): Promise<Versioned> {
  const { path, body } = newNote();
  expect((await client.put(path, body)).status).toBe(201);
  return { path, etag: String((await client.get(path)).headers.etag), fields: { ...body } };
}

describe('If-Unmodified-Since', () => {
  const time = 'Sat, 29 Oct 1994 19:43:31 GMT';

  it.each(['PUT', 'PATCH', 'DELETE'])('400 to %s, which changes nothing', async (method) => {
    const { path, etag, fields } = await createNote(api);
    const request = {
      headers: { ...JSON_TYPE, 'If-Unmodified-Since': time },
      body: '{"title":"x"}',
    };
    const { status, body } = await api.send(method, path, request);
    expect(status).toBe(400);
    const detail = 'is not supported: send the ETag in If-Match';
    expect(body).toMatchObject({ errors: [{ header: 'If-Unmodified-Since', detail }] });
    const read = await api.get(path);
    expect(read.headers.etag).toBe(etag);
    expect(read.body).toMatchObject(fields);
  });

  it('204 with If-Match, which takes precedence', async () => {
    const { path, etag } = await createNote(api);
    const headers = { 'If-Match': etag, 'If-Unmodified-Since': time };
    expect((await api.delete(path, { headers })).status).toBe(204);
    expect((await api.get(path)).status).toBe(404);
  });

  it('200 to GET, whose content has no time', async () => {
    const { path } = await createNote(api);
    const headers = { 'If-Unmodified-Since': time };
    expect((await api.get(path, { headers })).status).toBe(200);
  });
});
