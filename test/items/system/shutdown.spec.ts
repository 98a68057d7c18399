import { expect, it } from '@jest/globals';
import { asJson } from '#contract-testing';
import { newItem } from '../new-item.js';
import { newDatabase, newFolder, startProgram } from '../../support/program.js';
import { shutDownUnderLoad } from '../../support/shut-down-under-load.js';
import { newUser } from '../../users/new-user.js';
import { logIn } from '../../support/log-in.js';

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
  await logIn(client, email, password);
  const codes = await shutDownUnderLoad(program, () => {
    const item = newItem();
    return client.exchange('PUT', `/items/${item.id}`, asJson(item));
  });
  expect(codes).toEqual(new Set([201]));
  expect([await program.exited, program.findProcesses()]).toEqual([[0, null], []]);
});
