import { expect } from '@jest/globals';
import { type Client, describePreconditions, type Versioned } from '#contract-testing';
import { newNote, useFixture } from '../../contract-testing/test/fixture/use-fixture.js';

describePreconditions('a note', useFixture(), createNote, (method, { title }) =>
  method === 'PUT' ? { title } : { title: `${String(title)} II` },
);

async function createNote(client: Client): Promise<Versioned> {
  const { path, body } = newNote();
  expect((await client.put(path, body)).status).toBe(201);
  return { path, etag: String((await client.get(path)).headers.etag), fields: { ...body } };
}
