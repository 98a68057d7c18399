import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { UserDto } from '../../src/users/dto/user.dto.js';
import { executeSql, TOKEN_SECRET } from '../support/app.js';
import { newUser } from '../support/users.js';
import { PASSWORD } from '../support/privacy-rules.js';
import { newDatabase, newFolder, PROJECT, startProgram } from '../support/program.js';

const COMMAND = join(PROJECT, 'dist/create-admin.js');
const EMAIL = 'Root@Example.com';
const ARGS = ['--email', EMAIL, '--name', 'Root'];
const NEW_PASSWORD = 'only the operator knows';

/** Runs the command in production, with a password on standard input. */
function createAdmin(
  databaseUrl: string,
  args = ARGS,
  input = `${NEW_PASSWORD}\n`,
): { status: number | null; stdout: string; stderr: string } {
  const env = { PATH: process.env.PATH, NODE_ENV: 'production', TOKEN_SECRET };
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    cwd: newFolder(),
    env: { ...env, DATABASE_URL: databaseUrl },
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('npm run create-admin', () => {
  it('creates an admin in an empty database, and makes its tables', async () => {
    const { href } = await newDatabase();
    expect(createAdmin(href)).toEqual({
      status: 0,
      stdout: `Created the admin ${EMAIL}.\n`,
      stderr: '',
    });
    const { client } = await startProgram(newFolder(), {
      NODE_ENV: 'production',
      DATABASE_URL: href,
    });
    await client.logIn(EMAIL, NEW_PASSWORD);
    const { status, body } = await client.get<UserDto>('/users/me');
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'Root', email: EMAIL, role: 'admin' });
  });

  it('promotes the user with the email, whose own password and token end', async () => {
    const { href } = await newDatabase();
    const { client } = await startProgram(newFolder(), {
      NODE_ENV: 'production',
      DATABASE_URL: href,
    });
    const email = EMAIL.toLowerCase();
    const { body: user } = await client.post<UserDto>('/users', newUser({ email }));
    await client.logIn(email, PASSWORD);
    expect((await client.get('/users/me')).status).toBe(200);

    for (let run = 0; run < 2; run += 1) {
      expect(createAdmin(href)).toEqual({
        status: 0,
        stdout: `The user ${EMAIL} is an admin now, with this name and password.\n`,
        stderr: '',
      });
    }

    expect((await client.get('/users/me')).status).toBe(401);
    expect((await client.post('/auth/login', { email, password: PASSWORD })).status).toBe(401);
    await client.logIn(email, NEW_PASSWORD);
    const { body } = await client.get<UserDto>('/users/me');
    expect(body).toMatchObject({ id: user.id, name: 'Root', role: 'admin' });
  });

  it.each([
    ['without a name', ['--email', EMAIL], `${NEW_PASSWORD}\n`, /^Usage: /],
    ['with an unknown option', [...ARGS, '--password', 'x'], '', /^Usage: /],
    ['without a password', ARGS, '', /^The password must be 12 to 128 characters long\.\n$/],
    [
      'with an invalid email and name',
      ['--email', 'root', '--name', ' '],
      `${NEW_PASSWORD}\n`,
      /^The name must .+\. The email must be an email address\.\n$/,
    ],
  ])('exits with 2 %s', async (_, args, input, message) => {
    const { href } = await newDatabase();
    const { status, stdout, stderr } = createAdmin(href, args, input);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });

  it('exits with 1 and one line when the database cannot be used', async () => {
    const url = await newDatabase();
    const { href } = url;
    url.port = '1';
    const other = await newDatabase();
    await executeSql('CREATE TABLE migrations (other integer)', other.href);
    for (const databaseUrl of [url.href, other.href]) {
      const { status, stdout, stderr } = createAdmin(databaseUrl);
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^The database of DATABASE_URL cannot be used: .+\n$/);
    }
    expect(createAdmin(href.replace('postgres', 'mysql')).status).toBe(1);
    expect(createAdmin('').stderr).toMatch(/^The settings .+:\n {2}DATABASE_URL is needed .+\n$/);
  });
});
