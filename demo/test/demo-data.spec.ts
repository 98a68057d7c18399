import { expect, it } from '@jest/globals';
import { TEST_ITEMS } from '../../test/items/data.js';
import { copyTestDatabase } from '../../test/support/app.js';
import { newDatabase, newFolder, Program, startProgram } from '../../test/support/program.js';
import { TEST_LOGIN } from '../../test/support/test-users.js';
import { DEMO_PASSWORD, DEMO_USERS } from '../demo-users.js';
import { DEMO, startDemo } from './support/start-demo.js';
import { logIn } from '../../test/support/log-in.js';

const [ADA] = DEMO_USERS;

async function countItems({ client }: Program): Promise<number> {
  return (await client.get<{ items: unknown[] }>('/items?limit=100')).body.items.length;
}

it('is 12 items, which the service keeps after SIGTERM, and what it acknowledged after kill -9', async () => {
  const folder = newFolder();
  const first = await startDemo(folder);
  await logIn(first.client, ADA.email, DEMO_PASSWORD);
  expect(await countItems(first)).toBe(12);
  expect((await first.client.delete('/items/tea-pot')).status).toBe(204);
  first.kill('SIGTERM');
  expect([await first.exited, first.findProcesses()]).toEqual([[0, null], []]);
  const second = await startDemo(folder);
  await logIn(second.client, ADA.email, DEMO_PASSWORD);
  expect(await countItems(second)).toBe(11);
  const acknowledged: string[] = [];
  const writes = Array.from({ length: 40 }, async (_, n) => {
    const price = { amount: '1.00', currency: 'EUR' };
    const item = { id: `new-${n}`, name: `New ${n}`, price };
    if ((await second.client.post('/items', item)).status === 201) acknowledged.push(item.id);
  });
  await Promise.any(writes);
  second.kill('SIGKILL');
  await Promise.allSettled(writes);
  const { client } = await startDemo(folder);
  expect(acknowledged.length).toBeGreaterThan(0);
  for (const id of acknowledged) expect((await client.get(`/items/${id}`)).status).toBe(200);
});

it('is added to no database that has a user', async () => {
  const DATABASE_URL = (await newDatabase(copyTestDatabase)).href;
  expect(await countItems(await startDemo(newFolder(), { DATABASE_URL }))).toBe(TEST_ITEMS.length);
});

it('starts without the document, which names its users, with DOCS=false', async () => {
  const env = { DATABASE_URL: (await newDatabase()).href, DOCS: 'false' };
  const demo = await startDemo(newFolder(), env);
  await logIn(demo.client, ADA.email, DEMO_PASSWORD);
  for (const path of ['/openapi.json', '/codes', '/codes/409']) {
    expect((await demo.client.get(path)).status).toBe(404);
  }
});

it('is added to none in production, where the demo exits with 1', async () => {
  const DATABASE_URL = (await newDatabase()).href;
  const env = { DATABASE_URL, NODE_ENV: 'production' };
  const demo = new Program(newFolder(), env, DEMO);
  expect(await demo.exited).toEqual([1, null]);
  expect(demo.output).toBe('The demo does not run in production: start dist/src/main.js.\n');
  const { client } = await startProgram(newFolder(), env);
  expect((await client.post('/auth/login', TEST_LOGIN)).status).toBe(401);
});
