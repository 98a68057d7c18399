import type { UserDto } from '../../src/users/dto/user.dto.js';
import type { Client } from '#contract-testing';
import { PASSWORD } from './privacy-rules.js';

/* Valid bodies for /users, and users. */

/** A valid id that no user has. */
export const MISSING_USER_ID = '019af000-0000-7000-8000-ffffffffffff';

let count = 0;

/** A user with a unique email. */
export function newUser(fields: object = {}): { name: string; email: string; password: string } {
  count += 1;
  return {
    name: `User ${count}`,
    email: `user-${count}@example.com`,
    password: PASSWORD,
    ...fields,
  };
}

/** Creates a user with the role `member`, and a client that is logged in as this user. */
export async function createMember(client: Client): Promise<{ user: UserDto; client: Client }> {
  const fields = newUser();
  const { body: user } = await client.post<UserDto>('/users', fields);
  const member = client.withToken(undefined);
  await member.logIn(fields.email, fields.password);
  return { user, client: member };
}
