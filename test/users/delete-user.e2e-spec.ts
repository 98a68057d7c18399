import { describe, expect, it } from '@jest/globals';
import { STALE } from '#contract-testing';
import { newThing, newThingFields, useThings } from '../support/use-things.js';
import { createMember, MISSING_USER_ID } from './new-user.js';

/* A user may own a thing, the resource of the tests: items need not exist. */
const admin = useThings();

describe('DELETE /users/:id', () => {
  it('204 deletes the user', async () => {
    const { client, path } = await createMember(admin);
    expect((await client.delete(path)).status).toBe(204);
    expect((await admin.get(path)).status).toBe(404);
  });

  it('204 to an admin', async () => {
    const { path } = await createMember(admin);
    expect((await admin.delete(path)).status).toBe(204);
    expect((await admin.get(path)).status).toBe(404);
  });

  it('204 with If-Match when it has the current ETag', async () => {
    const { client, path, etag } = await createMember(admin);
    expect((await client.delete(path, { headers: { 'If-Match': etag } })).status).toBe(204);
    expect((await admin.get(path)).status).toBe(404);
  });

  it('400 when a precondition is malformed', async () => {
    const { client, path } = await createMember(admin);
    const { status, body } = await client.delete(path, { headers: { 'If-Match': 'x' } });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ header: 'If-Match' }]);
    expect((await client.get(path)).status).toBe(200);
  });

  it('403 to another user', async () => {
    const { client, path } = await createMember(admin);
    const { client: other } = await createMember(admin);
    const { status, body } = await other.delete(path);
    expect(status).toBe(403);
    expect(body.type).toBe('/problems/forbidden');
    expect((await client.get(path)).status).toBe(200);
  });

  it('404 when no user has the id', async () => {
    const { status, body } = await admin.delete(`/users/${MISSING_USER_ID}`);
    expect(status).toBe(404);
    expect(body.type).toBe('/problems/user-not-found');
  });

  it('409 while the user owns something', async () => {
    const { client, path } = await createMember(admin);
    expect((await client.put(`/things/${newThing().id}`, newThingFields())).status).toBe(201);
    const { status, body } = await admin.delete(path);
    expect(status).toBe(409);
    expect(body.type).toBe('/problems/user-owns-items');
    expect((await admin.get(path)).status).toBe(200);
  });

  it.each([
    ['If-Match has another ETag', { 'If-Match': STALE }],
    ['If-None-Match is *', { 'If-None-Match': '*' }],
  ])('412 when %s', async (_, headers) => {
    const { client, path } = await createMember(admin);
    expect((await client.delete(path, { headers })).status).toBe(412);
    expect((await client.get(path)).status).toBe(200);
  });
});
