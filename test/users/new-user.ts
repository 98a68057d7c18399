import { expect } from '@jest/globals';
import type { UserDto } from '../../src/users/dto/user.dto.js';
import type { Client } from '#contract-testing';
import { PASSWORD } from '../support/privacy-rules.js';
import { logIn } from '../support/log-in.js';

/* Valid bodies for /users, and users. */

/** A valid id that no user has. */
export const MISSING_USER_ID = '019af000-0000-7000-8000-ffffffffffff';

export const NEW_PASSWORD = { password: 'another password' };

let count = 0;

/** A body for POST: a user with a unique email. */
export function newUser(fields: object = {}): { name: string; email: string; password: string } {
  return { ...newUserFields(), password: PASSWORD, ...fields };
}

/** A body for PUT, which has no password. */
export function newUserFields(fields: object = {}): { name: string; email: string } {
  count += 1;
  return { name: `User ${count}`, email: `user-${count}@example.com`, ...fields };
}

export interface CreatedUser {
  user: UserDto;
  path: string;
  etag: string;
  /** Logged in as this user. */
  client: Client;
}

/** Creates a user with the role `member` that no other test uses. */
export async function createMember(client: Client): Promise<CreatedUser> {
  const fields = newUser();
  const { status, body: user, headers } = await client.post<UserDto>('/users', fields);
  expect(status).toBe(201);
  const member = client.withToken(undefined);
  await logIn(member, fields.email, fields.password);
  return { user, path: `/users/${user.id}`, etag: String(headers.etag), client: member };
}

/** A client whose user was deleted since the login. */
export async function createDeletedMember(client: Client): Promise<CreatedUser> {
  const member = await createMember(client);
  expect((await member.client.delete(member.path)).status).toBe(204);
  return member;
}

/** A client whose user has changed the password since the login. */
export async function createOutdatedMember(client: Client): Promise<CreatedUser> {
  const member = await createMember(client);
  expect((await member.client.patch(member.path, NEW_PASSWORD)).status).toBe(200);
  return member;
}
