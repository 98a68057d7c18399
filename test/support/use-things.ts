import type { Type } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Overrides, useApp } from './app.js';
import type { Client, DocumentedOperation } from '#contract-testing';
import { CreateThings1700000000010 } from '../template/create-things.js';
import { ThingsModule } from '../template/src/things.module.js';

export { logInAsMember } from './app.js';

/*
 * A small resource of the tests' own. What is true of every resource is tested with it, so that a team which
 * drops `items` and `users` keeps those tests. `npm run new:resource` copies it.
 */

/** Does what `useApp` does, for the service with the things, of which there is one at the start. */
export function useThings(config: Overrides = {}, modules: Type[] = []): Client {
  return useApp(config, [ThingsModule, ...modules], createThings);
}

/**
 * For tests that are generated from the document, which does not have the things: a project that dropped `items`
 * and `users` may have no other PUT, and no other operation that needs a token.
 */
export const PUT_THING: DocumentedOperation = {
  method: 'PUT',
  template: '/things/{id}',
  path: '/things/first-thing',
  headers: {},
  mediaTypes: ['application/json'],
  body: { name: 'First thing' },
  bodyBytes: undefined,
  responses: {},
  success: 200,
  needsToken: true,
};

export async function createThings(url: string): Promise<void> {
  const migrations = [CreateThings1700000000010];
  const dataSource = await new DataSource({ type: 'postgres', url, migrations }).initialize();
  try {
    await dataSource.runMigrations();
    await dataSource.query(
      `INSERT INTO things (id, name, links, owner_id) SELECT 'first-thing', 'First thing', '[]', id FROM users
       ORDER BY id LIMIT 1`,
    );
  } finally {
    await dataSource.destroy();
  }
}

let count = 0;

/** A thing whose unique fields differ from those of every other thing. */
export function newThing(): { id: string; name: string } {
  return { id: `thing-${count + 1}`, ...newThingFields() };
}

/** The body of a PUT. */
export function newThingFields(fields: object = {}): { name: string } & object {
  count += 1;
  return { name: `Thing ${count}`, ...fields };
}
