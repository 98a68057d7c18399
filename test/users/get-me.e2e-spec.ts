import { beforeAll, describe, expect, it } from '@jest/globals';
import { STALE } from '#contract-testing';
import { useApp } from '../support/app.js';
import { createDeletedMember, createMember, type CreatedUser } from './new-user.js';

const admin = useApp();
let self: CreatedUser;

beforeAll(async () => {
  self = await createMember(admin);
});

describe('GET /users/me', () => {
  it('200 returns the user of the token, and the URL', async () => {
    const { status, headers, body } = await self.client.get('/users/me');
    expect(status).toBe(200);
    expect(body).toEqual(self.user);
    expect(headers['content-location']).toBe(self.path);
    expect(headers.etag).toBe(self.etag);
  });

  it('304 when If-None-Match has the current ETag', async () => {
    const headers = { 'If-None-Match': self.etag };
    expect((await self.client.get('/users/me', { headers })).status).toBe(304);
  });

  it('401 when the user of the token was deleted', async () => {
    const { client } = await createDeletedMember(admin);
    const { status, body } = await client.get('/users/me');
    expect(status).toBe(401);
    expect(body.type).toBe('/problems/invalid-token');
  });

  it('412 when If-Match has another ETag', async () => {
    const headers = { 'If-Match': STALE };
    expect((await self.client.get('/users/me', { headers })).status).toBe(412);
  });
});
