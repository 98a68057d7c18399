import { beforeAll, describe, expect, it } from '@jest/globals';
import document from '../../../openapi.json' with { type: 'json' };
import type { UserDto } from '../../../src/users/dto/user.dto.js';
import { useApp } from '../../support/app.js';
import { createMember } from '../../support/users.js';
import { type Client, createExamples, operations, sendExample } from '#contract-testing';

/* A token ends with the password that its user logged in with. `auth.e2e-spec.ts` covers the token itself. */

const admin = useApp();
const OPERATIONS = operations(document);
const NEW_PASSWORD = { password: 'another password' };

describe('A token from before the last change of the password', () => {
  let outdated: Client;
  let user: UserDto;

  beforeAll(async () => {
    await createExamples(admin, document);
    ({ client: outdated, user } = await createMember(admin));
    expect((await outdated.patch(`/users/${user.id}`, NEW_PASSWORD)).status).toBe(200);
  });

  it.each(OPERATIONS.filter(({ needsToken }) => needsToken !== undefined))(
    '401 to $method $template',
    async (operation) => {
      const { status, body, headers } = await sendExample(outdated, operation);
      expect(status).toBe(401);
      expect(body.type).toBe('/problems/invalid-token');
      expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    },
  );

  it.each(OPERATIONS.filter(({ needsToken }) => needsToken === undefined))(
    '$success to $method $template, which ignores it',
    async (operation) => {
      expect((await sendExample(outdated, operation)).status).toBe(operation.success);
    },
  );

  it('401 to another change of the password', async () => {
    expect((await outdated.patch(`/users/${user.id}`, NEW_PASSWORD)).status).toBe(401);
    await outdated.withToken(undefined).logIn(user.email, NEW_PASSWORD.password);
  });
});

describe('PATCH /users/:id with a password', () => {
  it('200, then 401 to the same token and 200 to that of a new login', async () => {
    const { client, user } = await createMember(admin);
    expect((await client.patch(`/users/${user.id}`, NEW_PASSWORD)).status).toBe(200);
    expect((await client.get('/users/me')).status).toBe(401);
    await client.logIn(user.email, NEW_PASSWORD.password);
    expect((await client.get('/users/me')).status).toBe(200);
  });

  it('200 with the same password counts as a change', async () => {
    const { client, user } = await createMember(admin);
    expect((await client.patch(`/users/${user.id}`, NEW_PASSWORD)).status).toBe(200);
    await client.logIn(user.email, NEW_PASSWORD.password);
    expect((await client.patch(`/users/${user.id}`, NEW_PASSWORD)).status).toBe(200);
    expect((await client.get('/users/me')).status).toBe(401);
  });

  it('200 by an admin ends the tokens of the user, and none of the admin', async () => {
    const { client, user } = await createMember(admin);
    expect((await admin.patch(`/users/${user.id}`, NEW_PASSWORD)).status).toBe(200);
    expect((await client.get('/users/me')).status).toBe(401);
    expect((await admin.get('/users/me')).status).toBe(200);
  });

  it('412 ends no token', async () => {
    const { client, user } = await createMember(admin);
    const headers = { 'If-Match': '"another"' };
    expect((await client.patch(`/users/${user.id}`, NEW_PASSWORD, headers)).status).toBe(412);
    expect((await client.get('/users/me')).status).toBe(200);
  });

  it('200 to another field ends no token', async () => {
    const { client, user } = await createMember(admin);
    expect((await client.patch(`/users/${user.id}`, { name: 'Renamed' })).status).toBe(200);
    expect((await client.get('/users/me')).status).toBe(200);
  });

  it('200 to one and 401 to seven that change it at once with one token', async () => {
    const { client, user } = await createMember(admin);
    const changes = Array.from({ length: 8 }, () =>
      client.patch(`/users/${user.id}`, NEW_PASSWORD),
    );
    const codes = (await Promise.all(changes)).map(({ status }) => status).sort();
    expect(codes).toEqual([200, 401, 401, 401, 401, 401, 401, 401]);
  });
});
