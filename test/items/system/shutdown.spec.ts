import { expect, it } from '@jest/globals';
import { asJson } from '#contract-testing';
import { newItem } from '../../support/items.js';
import { newDatabase, newFolder, startProgram } from '../../support/program.js';
import { shutDownUnderLoad } from '../../support/shut-down-under-load.js';
import { newUser } from '../../support/users.js';

it('201 to every write under load at a shutdown in production', async () => {
  const program = await startProgram(newFolder(), {
    NODE_ENV: 'production',
    DATABASE_URL: (await newDatabase()).href,
    RATE_LIMIT: '0',
    LOG_REQUESTS: 'false',
  });
  const { client } = program;
  const { email, password, ...user } = newUser();
  await client.post('/users', { ...user, email, password });
  await client.logIn(email, password);
  const codes = await shutDownUnderLoad(program, () => {
    const item = newItem();
    return client.exchange('PUT', `/items/${item.id}`, asJson(item));
  });
  expect(codes).toEqual(new Set([201]));
  expect([await program.exited, program.findProcesses()]).toEqual([[0, null], []]);
});
