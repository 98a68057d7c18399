import { beforeAll, describe, expect, it } from '@jest/globals';
import document from '../../../openapi.json' with { type: 'json' };
import type { UserDto } from '../../../src/users/dto/user.dto.js';
import { useApp } from '../../support/app.js';
import { type Client, type HttpResponse, operations, sendExample } from '#contract-testing';
import { createMember, newUser } from '../../support/users.js';

/* Who may change a user. `user-visibility.e2e-spec.ts` covers what each user may see. */

const admin = useApp();
const OPERATIONS = operations(document);

describe('A token whose user was deleted', () => {
  let deleted: Client;
  let id: string;

  beforeAll(async () => {
    const member = await createMember(admin);
    deleted = member.client;
    id = member.user.id;
    expect((await deleted.delete(`/users/${id}`)).status).toBe(204);
  });

  const writes = OPERATIONS.filter(({ needsToken, method }) => needsToken && method !== 'GET');
  it.each(writes)('401 to $method $template', async (operation) => {
    const { status, body } = await sendExample(deleted, operation);
    expect(status).toBe(401);
    expect(body.type).toBe('/problems/invalid-token');
  });

  it('401 when it could show private fields', async () => {
    expect((await deleted.get('/users')).status).toBe(401);
    expect((await deleted.get('/users/me')).status).toBe(401);
    expect((await deleted.get(`/users/${id}`)).status).toBe(401);
  });
});

describe('A user', () => {
  let user: UserDto;
  let self: Client;
  let other: Client;
  let path: string;

  beforeAll(async () => {
    ({ client: self, user } = await createMember(admin));
    other = (await createMember(admin)).client;
    path = `/users/${user.id}`;
  });

  it.each<[string, (client: Client) => Promise<HttpResponse>]>([
    ['PUT', (client) => client.put(path, { name: 'Other', email: newUser().email })],
    ['PATCH', (client) => client.patch(path, { password: 'a stolen password' })],
    ['DELETE', (client) => client.delete(path)],
  ])('403 to %s by another user, and changes nothing', async (_, act) => {
    expect((await act(other)).status).toBe(403);
    expect((await self.get(path)).body).toEqual(user);
  });

  it('200 to PATCH and 204 to DELETE by an admin', async () => {
    const { user: subject } = await createMember(admin);
    expect((await admin.patch(`/users/${subject.id}`, { name: 'Renamed' })).status).toBe(200);
    expect((await admin.delete(`/users/${subject.id}`)).status).toBe(204);
  });

  it('200 from /users/me returns the user of the token, and the URL', async () => {
    const { status, headers, body } = await self.get('/users/me');
    expect(status).toBe(200);
    expect(body).toEqual((await self.get(path)).body);
    expect(headers['content-location']).toBe(path);
    expect(headers.etag).toBe((await self.get(path)).headers.etag);
  });

  it('304 from /users/me when If-None-Match matches', async () => {
    const { etag } = (await self.get('/users/me')).headers;
    const headers = { 'If-None-Match': String(etag) };
    expect((await self.get('/users/me', { headers })).status).toBe(304);
  });

  it('412 from /users/me when If-Match does not match', async () => {
    const headers = { 'If-Match': '"another"' };
    expect((await self.get('/users/me', { headers })).status).toBe(412);
  });
});
