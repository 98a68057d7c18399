import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { AdminService } from './auth/admin.service.js';
import { CreateAdminDto } from './auth/dto/create-admin.dto.js';
import { PasswordService } from './auth/password.service.js';
import { User } from './users/user.entity.js';
import { Config, loadConfig } from './config/config.js';
import { createDataSourceOptions } from './database/data-source-options.js';
import { openDataSource } from '#postgres';
import { toFieldErrors } from '#validation';

/*
 * `npm run create-admin`: makes the first admin of a production database, with the settings of the service.
 * Exits with 0, with 1 when the database or the settings cannot be used, or with 2 when it is called wrongly.
 */

const USAGE = `Usage: create-admin --email ada@example.com --name 'Ada Ahlberg'
The password is read from standard input, so that no list of processes and no history has it.`;

class UsageError extends Error {}

/** A module of its own, because the one of the service would wait for a database that is down. */
@Module({})
class CreateAdminModule {
  static forRoot(config: Config): DynamicModule {
    const database = TypeOrmModule.forRootAsync({
      useFactory: () => ({
        ...createDataSourceOptions(config),
        autoLoadEntities: true,
        retryAttempts: 0,
      }),
      dataSourceFactory: openDataSource,
    });
    return {
      module: CreateAdminModule,
      imports: [database, TypeOrmModule.forFeature([User])],
      providers: [AdminService, PasswordService, { provide: Config, useValue: config }],
    };
  }
}

async function createAdmin(): Promise<void> {
  const { email, name } = readArguments();
  const config = await loadConfig();
  if (!config.databaseUrl) throw new Error('DATABASE_URL is needed: it names the database.');
  const admin = plainToInstance(CreateAdminDto, { name, email, password: await readPassword() });
  const errors = toFieldErrors(await validate(admin, { stopAtFirstError: true }));
  if (errors.length > 0) {
    throw new UsageError(errors.map(({ path, detail }) => `The ${path[0]} ${detail}.`).join(' '));
  }
  const options = { logger: false, abortOnError: false } as const;
  const app = await NestFactory.createApplicationContext(
    CreateAdminModule.forRoot(config),
    options,
  );
  try {
    const { created } = await app.get(AdminService).createOrPromote(admin);
    console.log(
      created
        ? `Created the admin ${admin.email}.`
        : `The user ${admin.email} is an admin now, with this name and password.`,
    );
  } finally {
    await app.close();
  }
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
