import { describe, expect, it } from '@jest/globals';
import type { UserDto } from '../../../src/users/dto/user.dto.js';
import type { Client } from '#contract-testing';
import { createAdmin } from '../../support/create-admin.js';
import { PASSWORD } from '../../support/privacy-rules.js';
import { newDatabase, newFolder, startProgram } from '../../support/program.js';
import { newUser } from '../new-user.js';
import { logIn } from '../../support/log-in.js';

const EMAIL = 'root@example.com';
const ARGS = ['--email', EMAIL, '--name', 'Root'];
const NEW_PASSWORD = 'only the operator knows';

async function startInProduction(): Promise<{ client: Client; DATABASE_URL: string }> {
  const DATABASE_URL = (await newDatabase()).href;
  const env = { DATABASE_URL, NODE_ENV: 'production' };
  return { client: (await startProgram(newFolder(), env)).client, DATABASE_URL };
}

function createRoot(databaseUrl: string): void {
  expect(createAdmin(databaseUrl, ARGS, `${NEW_PASSWORD}\n`).status).toBe(0);
}

describe('npm run create-admin', () => {
  it('creates an admin', async () => {
    const { client, DATABASE_URL } = await startInProduction();
    createRoot(DATABASE_URL);
    await logIn(client, EMAIL, NEW_PASSWORD);
    const { status, body } = await client.get<UserDto>('/users/me');
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'Root', email: EMAIL, role: 'admin' });
  });

  it('promotes the user with the email, whose own password and token end', async () => {
    const { client, DATABASE_URL } = await startInProduction();
    const { body: user } = await client.post<UserDto>('/users', newUser({ email: EMAIL }));
    await logIn(client, EMAIL, PASSWORD);
    expect((await client.get('/users/me')).status).toBe(200);

    createRoot(DATABASE_URL);

    expect((await client.get('/users/me')).status).toBe(401);
    const login = { email: EMAIL, password: PASSWORD };
    expect((await client.post('/auth/login', login)).status).toBe(401);
    await logIn(client, EMAIL, NEW_PASSWORD);
    const { body } = await client.get<UserDto>('/users/me');
    expect(body).toMatchObject({ id: user.id, name: 'Root', role: 'admin' });
  });
});
