import { expect, it } from '@jest/globals';
import { newDatabase, newFolder, type Program, startProgram } from '../../test/support/program.js';

async function countItems({ client }: Program): Promise<number> {
  return (await client.get<{ items: unknown[] }>('/items?limit=100')).body.items.length;
}

it('is 12 items, which the service keeps after SIGTERM, and what it acknowledged after kill -9', async () => {
  const folder = newFolder();
  const first = await startProgram(folder);
  expect(await countItems(first)).toBe(12);
  expect((await first.client.delete('/items/tea-pot')).status).toBe(204);
  first.kill('SIGTERM');
  expect([await first.exited, first.findProcesses()]).toEqual([[0, null], []]);
  const second = await startProgram(folder);
  expect(await countItems(second)).toBe(11);
  const acknowledged: string[] = [];
  const writes = Array.from({ length: 40 }, async (_, n) => {
    const price = { amount: '19.99', currency: 'EUR' };
    const item = { id: `item-${n}`, name: `Item ${n}`, price };
    if ((await second.client.post('/items', item)).status === 201) acknowledged.push(item.id);
  });
  await Promise.any(writes);
  second.kill('SIGKILL');
  await Promise.allSettled(writes);
  const { client } = await startProgram(folder);
  expect(acknowledged.length).toBeGreaterThan(0);
  for (const id of acknowledged) expect((await client.get(`/items/${id}`)).status).toBe(200);
});

it('is absent in production', async () => {
  const DATABASE_URL = (await newDatabase()).href;
  const program = await startProgram(newFolder(), { DATABASE_URL, NODE_ENV: 'production' });
  expect(await countItems(program)).toBe(0);
});
