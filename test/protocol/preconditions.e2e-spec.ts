import { expect } from '@jest/globals';
import { type Client, describePreconditions, type Versioned } from '#contract-testing';
import { newThing, useThings } from '../support/use-things.js';

describePreconditions('a thing', useThings(), createThing, (method, { name }) =>
  method === 'PUT' ? { name } : { name: `${String(name)} II` },
);

async function createThing(client: Client): Promise<Versioned> {
  const { id, name } = newThing();
  const path = `/things/${id}`;
  expect((await client.put(path, { name })).status).toBe(201);
  return { path, etag: String((await client.get(path)).headers.etag), fields: { name } };
}
