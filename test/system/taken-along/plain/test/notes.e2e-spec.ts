import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CASES } from './cases.js';
// cut: contract
import { Client, Contract } from '#contract-testing';
import { app } from '../src/app.js';

const client = new Client();
beforeAll(async () => {
  await app.listen(0, '127.0.0.1');
  client.connect(await app.getUrl());
  await Contract.fetch(client);
});
// /cut

afterAll(async () => {
  client.close();
  await app.close();
});

it.each(CASES)('$status when $when', async ({ status, method, path, options }) => {
  expect((await client.send(method, path, options)).status).toBe(status);
});
