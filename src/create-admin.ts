import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { v7 as uuidv7 } from 'uuid';
import { openDataSource } from '#postgres';
import { toFieldErrors } from '#validation';
import { PasswordService } from './auth/password.service.js';
import { Config, loadDatabaseUrl } from './config/config.js';
import { createCommandOptions } from './database/data-source-options.js';
import { CreateUserDto } from './users/dto/create-user.dto.js';

/*
 * `npm run create-admin`: makes the first admin of a production database. It needs DATABASE_URL alone.
 * Exits with 0, with 1 when the database or the setting cannot be used, or with 2 when it is called wrongly.
 */

const USAGE = `Usage: create-admin --email ada@example.com --name 'Ada Ahlberg'
The password is read from standard input, so that no list of processes and no history has it.`;

class UsageError extends Error {}

async function createAdmin(): Promise<void> {
  const { email, name } = readArguments();
  const databaseUrl = await loadDatabaseUrl();
  const admin = plainToInstance(CreateUserDto, { name, email, password: await readPassword() });
  const errors = toFieldErrors(await validate(admin, { stopAtFirstError: true }));
  if (errors.length > 0) {
    throw new UsageError(errors.map(({ path, detail }) => `The ${path[0]} ${detail}.`).join(' '));
  }
  const isNew = await createOrPromote(admin, databaseUrl);
  console.log(
    isNew
      ? `Created the admin ${email}.`
      : `The user ${email} is an admin now, with this name and password.`,
  );
}

/**
 * Creates an admin (true), or makes one of the user with this email (false).
 *
 * That user gets the name and the password too, and earlier tokens end: anyone may have signed up with this
 * email, which nobody verifies, and must not become an admin by it.
 */
async function createOrPromote(admin: CreateUserDto, databaseUrl: string): Promise<boolean> {
  const { name, email, password } = admin;
  const dataSource = await openDataSource(createCommandOptions(databaseUrl));
  const passwordHash = await new PasswordService(new Config()).hash(password);
  const [{ isNew }] = await dataSource.query<[{ isNew: boolean }]>(
    `INSERT INTO users (id, name, email, email_key, role, password_hash)
     VALUES ($1, $2, $3, $4, 'admin', $5)
     ON CONFLICT (email_key) DO UPDATE SET
       name = excluded.name,
       role = excluded.role,
       password_hash = excluded.password_hash,
       password_version = gen_random_uuid(),
       etag = gen_random_uuid(),
       updated_at = now()
     RETURNING id = $1 AS "isNew"`,
    [uuidv7(), name, email, email.toLowerCase(), passwordHash],
  );
  await dataSource.destroy();
  return isNew;
}

function readArguments(): { email: string; name: string } {
  try {
    const { values } = parseArgs({
      options: { email: { type: 'string' }, name: { type: 'string' } },
    });
    const { email, name } = values;
    if (email !== undefined && name !== undefined) return { email, name };
  } catch {
    // An unknown option, or one without a value.
  }
  throw new UsageError(USAGE);
}

/** The first line of standard input. A terminal is asked for it, and does not show it. */
async function readPassword(): Promise<string> {
  const { isTTY: terminal } = process.stdin;
  if (terminal) process.stderr.write('Password: ');
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output, terminal });
  lines.on('SIGINT', () => process.exit(130));
  for await (const line of lines) {
    if (terminal) process.stderr.write('\n');
    lines.close();
    return line;
  }
  return '';
}

function exitWithError(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exit(error instanceof UsageError ? 2 : 1);
}

createAdmin().then(() => process.exit(0), exitWithError);
