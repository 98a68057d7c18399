import { expect } from '@jest/globals';
import type { UserDto } from '../../../src/users/dto/user.dto.js';
import { useApp } from '../../support/app.js';
import { type Client, describePreconditions, type Versioned } from '#contract-testing';
import { newUser } from '../../support/users.js';

describePreconditions('a user', useApp(), createUser, (method, { name, email }) =>
  method === 'PUT' ? { name, email } : { name: `${String(name)} II` },
);

async function createUser(client: Client): Promise<Versioned> {
  const { status, headers, body } = await client.post<UserDto>('/users', newUser());
  expect(status).toBe(201);
  return { path: `/users/${body.id}`, etag: String(headers.etag), fields: { ...body } };
}
