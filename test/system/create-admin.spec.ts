import { describe, expect, it } from '@jest/globals';
import { executeSql } from '../support/app.js';
import { createAdmin } from '../support/create-admin.js';
import { newDatabase, newFolder, startProgram } from '../support/program.js';

const EMAIL = 'Root@Example.com';
const ARGS = ['--email', EMAIL, '--name', 'Root'];
const PASSWORD = 'only the operator knows';

describe('npm run create-admin', () => {
  it('creates an admin in an empty database, makes its tables, and then replaces the password', async () => {
    const { href } = await newDatabase();
    expect(createAdmin(href, ARGS, `${PASSWORD}\n`)).toEqual({
      status: 0,
      stdout: `Created the admin ${EMAIL}.\n`,
      stderr: '',
    });
    const { client } = await startProgram(newFolder(), {
      NODE_ENV: 'production',
      DATABASE_URL: href,
    });
    const logIn = async (email: string, password: string): Promise<number> =>
      (await client.post('/auth/login', { email, password })).status;
    expect(await logIn(EMAIL, PASSWORD)).toBe(200);

    const args = ['--email', EMAIL.toLowerCase(), '--name', 'Root'];
    expect(createAdmin(href, args, 'another one of theirs\n')).toEqual({
      status: 0,
      stdout: `The user ${EMAIL.toLowerCase()} is an admin now, with this name and password.\n`,
      stderr: '',
    });
    expect(await logIn(EMAIL, PASSWORD)).toBe(401);
    expect(await logIn(EMAIL, 'another one of theirs')).toBe(200);
  });

  it.each([
    ['without a name', ['--email', EMAIL], `${PASSWORD}\n`, /^Usage: /],
    ['with an unknown option', [...ARGS, '--password', 'x'], '', /^Usage: /],
    ['without a password', ARGS, '', /^The password must be 12 to 128 characters long\.\n$/],
    [
      'with an invalid email and name',
      ['--email', 'root', '--name', ' '],
      `${PASSWORD}\n`,
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
      const { status, stdout, stderr } = createAdmin(databaseUrl, ARGS, `${PASSWORD}\n`);
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^The database of DATABASE_URL cannot be used: .+\n$/);
    }
    expect(createAdmin(href.replace('postgres', 'mysql'), ARGS, '').status).toBe(1);
    expect(createAdmin('', ARGS, '').stderr).toMatch(
      /^The settings .+:\n {2}DATABASE_URL is needed .+\n$/,
    );
  });
});
