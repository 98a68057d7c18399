import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, STALE } from '#contract-testing';
import { useApp } from '../support/app.js';
import {
  createDeletedMember,
  createMember,
  type CreatedUser,
  MISSING_USER_ID,
} from './new-user.js';

const admin = useApp();
let self: CreatedUser;
let clients: Record<'self' | 'admin' | 'anonymous' | 'other', Client>;

beforeAll(async () => {
  self = await createMember(admin);
  const { client: other } = await createMember(admin);
  clients = { self: self.client, admin, anonymous: admin.withToken(undefined), other };
});

describe('GET /users/:id', () => {
  it.each(['self', 'admin'] as const)('200 shows all fields to %s', async (viewer) => {
    const { status, body, headers } = await clients[viewer].get(self.path);
    expect(status).toBe(200);
    expect(body).toEqual(self.user);
    expect(headers.etag).toBe(self.etag);
  });

  it.each(['anonymous', 'other'] as const)('200 shows public fields to %s', async (viewer) => {
    const { status, body, headers } = await clients[viewer].get(self.path);
    const { id, name, createdAt } = self.user;
    expect(status).toBe(200);
    expect(body).toEqual({ id, name, createdAt });
    expect(headers.etag).not.toBe(self.etag);
  });

  it('200 when the id is in capitals', async () => {
    const { status, body } = await self.client.get(`/users/${self.user.id.toUpperCase()}`);
    expect(status).toBe(200);
    expect(body).toEqual(self.user);
  });

  it.each(['self', 'anonymous'] as const)(
    '200 to %s when If-None-Match has the ETag of the other view',
    async (viewer) => {
      const otherView = viewer === 'self' ? await getPublicEtag() : self.etag;
      const headers = { 'If-None-Match': otherView };
      expect((await clients[viewer].get(self.path, { headers })).status).toBe(200);
    },
  );

  it.each(['self', 'admin', 'anonymous', 'other'] as const)(
    '304 to %s when If-None-Match has the ETag of its view',
    async (viewer) => {
      const seesAll = viewer === 'self' || viewer === 'admin';
      const etag = seesAll ? self.etag : await getPublicEtag();
      const response = await clients[viewer].get(self.path, { headers: { 'If-None-Match': etag } });
      expect(response.status).toBe(304);
      expect(response.headers.etag).toBe(etag);
    },
  );

  it('400 when the id is not a UUID', async () => {
    const { status, body } = await admin.get('/users/1');
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ parameter: 'id' }]);
  });

  it('400 when If-None-Match is malformed', async () => {
    const { status, body } = await admin.get(self.path, { headers: { 'If-None-Match': 'x' } });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ header: 'If-None-Match' }]);
  });

  it('401 when the user of the token was deleted, which is the same user', async () => {
    const { client, path } = await createDeletedMember(admin);
    const { status, body } = await client.get(path);
    expect(status).toBe(401);
    expect(body.type).toBe('/problems/invalid-token');
  });

  it.each([
    ['no user has the id', MISSING_USER_ID],
    ['the id is a UUID of another version', '00000000-0000-0000-0000-000000000000'],
  ])('404 when %s', async (_, id) => {
    const { status, body } = await admin.get(`/users/${id}`);
    expect(status).toBe(404);
    expect(body.type).toBe('/problems/user-not-found');
  });

  it('412 when If-Match has another ETag', async () => {
    const headers = { 'If-Match': STALE, 'If-None-Match': self.etag };
    expect((await admin.get(self.path, { headers })).status).toBe(412);
  });
});

async function getPublicEtag(): Promise<string> {
  return String((await clients.anonymous.get(self.path)).headers.etag);
}
