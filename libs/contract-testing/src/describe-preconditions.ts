import { describe, expect, it } from '@jest/globals';
import type { Client, HttpResponse } from './client.js';

/** The fields of a resource. */
type Fields = Record<string, unknown>;

/** A resource that no other test uses. */
export interface Versioned {
  path: string;
  etag: string;
  fields: Fields;
}

/** An ETag that no version has. */
export const STALE = '"00000000-0000-4000-8000-000000000000"';
export const JSON_TYPE = { 'Content-Type': 'application/json' };
const WRITES = ['PUT', 'PATCH', 'DELETE'] as const;

/**
 * Describes what If-Match and If-None-Match do to a resource (RFC 9110 §13.1).
 *
 * @param toBody a body that changes the fields
 */
export function describePreconditions(
  name: string,
  api: Client,
  create: (api: Client) => Promise<Versioned>,
  toBody: (method: 'PUT' | 'PATCH', fields: Fields) => object,
): void {
  describe(`A precondition on ${name}`, () => {
    it.each(['GET', 'HEAD'])('200 to %s when If-Match has the current version', async (method) => {
      const { path, etag } = await create(api);
      for (const tags of [etag, `${STALE}, ${etag}`, '*']) {
        expect((await api.send(method, path, { headers: { 'If-Match': tags } })).status).toBe(200);
      }
    });

    it.each(['GET', 'HEAD'])(
      '412 to %s when If-Match has other versions, before a 304',
      async (method) => {
        const { path, etag } = await create(api);
        for (const tags of [STALE, `W/${etag}`]) {
          const headers = { 'If-Match': tags, 'If-None-Match': etag };
          expect((await api.send(method, path, { headers })).status).toBe(412);
        }
      },
    );

    it('412 to a weak tag says that it must be strong', async () => {
      const { path, etag } = await create(api);
      const { body } = await api.get(path, { headers: { 'If-Match': `W/${etag}` } });
      expect(body.detail).toContain('strong');
    });

    it.each(['GET', 'HEAD'])(
      '304 to %s when If-None-Match matches the current version',
      async (method) => {
        const { path, etag } = await create(api);
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
        const { path } = await create(api);
        const response = await api.send(method, path, { headers: { 'If-None-Match': STALE } });
        expect(response.status).toBe(200);
      },
    );

    describe.each(WRITES)('for %s', (method) => {
      const success = method === 'DELETE' ? 204 : 200;
      const send = (
        path: string,
        fields: Fields,
        headers: Record<string, string>,
      ): Promise<HttpResponse> => {
        const json = method === 'DELETE' ? undefined : toBody(method, fields);
        return json
          ? api.send(method, path, {
              headers: { ...headers, ...JSON_TYPE },
              body: JSON.stringify(json),
            })
          : api.send(method, path, { headers });
      };

      it.each<[string, (etag: string) => string]>([
        ['is the current version', (etag) => etag],
        ['lists the current version', (etag) => `${STALE} ,, W/${STALE}, ${etag}`],
        ['is *', () => '*'],
      ])(`${success} when If-Match %s`, async (_, tags) => {
        const { path, etag, fields } = await create(api);
        expect((await send(path, fields, { 'If-Match': tags(etag) })).status).toBe(success);
      });

      it.each<[string, (etag: string) => string]>([
        ['is another version', () => STALE],
        ['is the current version as a weak tag', (etag) => `W/${etag}`],
        ['is not a version', () => '"x"'],
      ])('412 when If-Match %s', async (_, tags) => {
        const { path, etag, fields } = await create(api);
        expect((await send(path, fields, { 'If-Match': tags(etag) })).status).toBe(412);
        expect((await api.get(path)).headers.etag).toBe(etag);
      });

      it('412 when If-None-Match matches the current version', async () => {
        const { path, etag, fields } = await create(api);
        for (const tags of ['*', `W/${etag}`, `${STALE}, ${etag}`]) {
          const response = await send(path, fields, { 'If-Match': etag, 'If-None-Match': tags });
          expect(response.status).toBe(412);
        }
        expect((await api.get(path)).headers.etag).toBe(etag);
      });

      it.each(['x', '"x', 'w/"x"', '"x" "y"', '*, "x"', '""x', ''])(
        '400 when a precondition is malformed: %s',
        async (tags) => {
          const { path, fields } = await create(api);
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
}
