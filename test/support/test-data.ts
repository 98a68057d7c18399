import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { PasswordService } from '../../src/auth/password.service.js';
import { User } from '../../src/users/user.entity.js';
import { TEST_PASSWORD, TEST_USERS } from './test-users.js';

type InsertData = (manager: EntityManager) => Promise<void>;

/** Inserts the users of the tests, and the data of each resource, into the database of an application. */
export async function insertTestData(app: INestApplicationContext): Promise<void> {
  const { manager } = app.get(DataSource);
  const passwordHash = await app.get(PasswordService).hash(TEST_PASSWORD);
  const users = TEST_USERS.map((user) => ({ ...user, emailKey: user.email, passwordHash }));
  await manager.insert(User, users);
  for (const insertData of await findInserts()) await insertData(manager);
}

/** Each resource has its data in its own folder, so that it goes with it. */
async function findInserts(): Promise<InsertData[]> {
  const tests = join(import.meta.dirname, '..');
  const files = readdirSync(tests).map((folder) => join(tests, folder, 'data.js'));
  const modules = files.filter(existsSync).map((file) => import(file));
  return (await Promise.all(modules)).map(
    ({ insertData }: { insertData: InsertData }) => insertData,
  );
}
