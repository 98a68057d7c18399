import { describe, expect, it } from '@jest/globals';
import { asJson, type HttpResponse, JSON_TYPE, STALE } from '#contract-testing';
import { newNote, useFixture } from '../../contract-testing/test/fixture/use-fixture.js';

const api = useFixture();

type Fields = Record<string, unknown>;

async function createNote(): Promise<{ path: string; etag: string; fields: Fields }> {
  const { path, body } = newNote();
  expect((await api.put(path, body)).status).toBe(201);
  return { path, etag: String((await api.get(path)).headers.etag), fields: { ...body } };
}

describe('A precondition', () => {
  it.each(['GET', 'HEAD'])('200 to %s when If-Match has the current version', async (method) => {
    const { path, etag } = await createNote();
    for (const tags of [etag, `${STALE}, ${etag}`, '*']) {
      expect((await api.send(method, path, { headers: { 'If-Match': tags } })).status).toBe(200);
    }
  });

  it.each(['GET', 'HEAD'])(
    '412 to %s when If-Match has other versions, before a 304',
    async (method) => {
      const { path, etag } = await createNote();
      for (const tags of [STALE, `W/${etag}`]) {
        const headers = { 'If-Match': tags, 'If-None-Match': etag };
        expect((await api.send(method, path, { headers })).status).toBe(412);
      }
    },
  );

  it('412 to a weak tag says that it must be strong', async () => {
    const { path, etag } = await createNote();
    const { body } = await api.get(path, { headers: { 'If-Match': `W/${etag}` } });
    expect(body.detail).toContain('strong');
  });

  it.each(['GET', 'HEAD'])(
    '304 to %s when If-None-Match matches the current version',
    async (method) => {
      const { path, etag } = await createNote();
      for (const tags of [etag, `W/${etag}`, `${STALE}, ${etag}`, `, ${etag} ,`, '*']) {
        const response = await api.send(method, path, { headers: { 'If-None-Match': tags } });
        expect(response.status).toBe(304);
        expect(response.headers.etag).toBe(etag);
      }
    },
  );

  it.each(['GET', 'HEAD'])(
    '200 to %s when If-None-Match matches other versions only',
    async (method) => {
      const { path } = await createNote();
      const response = await api.send(method, path, { headers: { 'If-None-Match': STALE } });
      expect(response.status).toBe(200);
    },
  );

  describe.each(['PUT', 'PATCH', 'DELETE'])('for %s', (method) => {
    const success = method === 'DELETE' ? 204 : 200;
    const send = (
      path: string,
      { title }: Fields,
      headers: Record<string, string>,
    ): Promise<HttpResponse> => {
      if (method === 'DELETE') return api.delete(path, { headers });
      const json = { title: method === 'PUT' ? title : `${String(title)} II` };
      return api.send(method, path, asJson(json, headers));
    };

    it.each<[string, (etag: string) => string]>([
      ['is the current version', (etag) => etag],
      ['lists the current version', (etag) => `${STALE} ,, W/${STALE}, ${etag}`],
      ['is *', () => '*'],
    ])(`${success} when If-Match %s`, async (_, tags) => {
      const { path, etag, fields } = await createNote();
      expect((await send(path, fields, { 'If-Match': tags(etag) })).status).toBe(success);
    });

    it.each<[string, (etag: string) => string]>([
      ['is another version', () => STALE],
      ['is the current version as a weak tag', (etag) => `W/${etag}`],
      ['is not a version', () => '"x"'],
    ])('412 when If-Match %s', async (_, tags) => {
      const { path, etag, fields } = await createNote();
      expect((await send(path, fields, { 'If-Match': tags(etag) })).status).toBe(412);
      expect((await api.get(path)).headers.etag).toBe(etag);
    });

    it('412 when If-None-Match matches the current version', async () => {
      const { path, etag, fields } = await createNote();
      for (const tags of ['*', `W/${etag}`, `${STALE}, ${etag}`]) {
        const response = await send(path, fields, { 'If-Match': etag, 'If-None-Match': tags });
        expect(response.status).toBe(412);
      }
      expect((await api.get(path)).headers.etag).toBe(etag);
    });

    it.each(['x', '"x', 'w/"x"', '"x" "y"', '*, "x"', '""x', ''])(
      '400 when a precondition is malformed: %s',
      async (tags) => {
        const { path, fields } = await createNote();
        const { status, body } = await send(path, fields, {
          'If-Match': tags,
          'If-None-Match': tags,
        });
        expect(status).toBe(400);
        expect(body.errors).toMatchObject([{ header: 'If-Match' }, { header: 'If-None-Match' }]);
      },
    );
  });
});

describe('If-Unmodified-Since', () => {
  const time = 'Sat, 29 Oct 1994 19:43:31 GMT';

  it.each(['PUT', 'PATCH', 'DELETE'])('400 to %s, which changes nothing', async (method) => {
    const { path, etag, fields } = await createNote();
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
    const { path, etag } = await createNote();
    const headers = { 'If-Match': etag, 'If-Unmodified-Since': time };
    expect((await api.delete(path, { headers })).status).toBe(204);
    expect((await api.get(path)).status).toBe(404);
  });

  it('200 to GET, whose content has no time', async () => {
    const { path } = await createNote();
    const headers = { 'If-Unmodified-Since': time };
    expect((await api.get(path, { headers })).status).toBe(200);
  });
});
