import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Client } from '#contract-testing';
import { createDatabase, type TestDatabase, TOKEN_SECRET } from '../support/app.js';
import { logIn } from '../support/log-in.js';
import { startProgram } from '../support/program.js';
import { copyProject, succeedIn } from '../support/project-copy.js';

/* The second day of docs/starter.md: its commands and changes, in a copy of the project, and requests to the result. */

const SERVICE = 'node dist/src/main.js';
const [SECTION] = /^## The second day[^]*?(?=^## )/m.exec(
  readFileSync('docs/starter.md', 'utf8'),
) ?? [''];
const STEPS = Array.from(
  SECTION.matchAll(/^```(sh|diff)\n([^]*?)^```$/gm),
  ([, language, text]) => ({ language, text }),
);
/** Each change, as the path of a file and its hunks. */
const CHANGES = STEPS.filter(({ language }) => language === 'diff').flatMap(({ text }) =>
  toChanges(text),
);

const copy = copyProject();
let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});

afterAll(() => database.drop());

function toChanges(diff: string): { path: string; hunks: string[][] }[] {
  return diff
    .split(/^--- /m)
    .slice(1)
    .map((part) => {
      const [path, ...lines] = part.trimEnd().split('\n');
      const hunks = lines.join('\n').split('\n@@\n');
      return { path, hunks: hunks.map((hunk) => hunk.split('\n')) };
    });
}

/** Applies a hunk where its context stands, which must be in one place. One without context creates the file. */
function apply(pattern: string, hunk: string[]): void {
  const keep = (...marks: string[]): string =>
    hunk.flatMap((line) => (marks.includes(line[0] ?? ' ') ? `${line.slice(1)}\n` : [])).join('');
  const [before, after] = [keep(' ', '-'), keep(' ', '+')];
  const path = toPath(pattern);
  if (before === '') return writeFileSync(path, after);
  // Whole lines, of which the first follows an end of line, too.
  const text = `\n${readFileSync(path, 'utf8')}`;
  const places = text.split(`\n${before}`).length - 1;
  if (places !== 1) throw new Error(`${pattern} has ${places} places like\n${before}`);
  writeFileSync(path, text.replace(`\n${before}`, () => `\n${after}`).slice(1));
}

/** In the copy, with the timestamp of a migration for `*`. */
function toPath(pattern: string): string {
  const folder = join(copy, dirname(pattern));
  const [start, end] = basename(pattern).split('*');
  const found = readdirSync(folder).find(
    (name) => end !== undefined && name.startsWith(start) && name.endsWith(end),
  );
  return join(folder, found ?? basename(pattern));
}

describe('The second day', () => {
  it('takes at most 150 lines by hand, and none in libs', () => {
    const lines = CHANGES.flatMap(({ hunks }) => hunks.flat());
    expect(lines.filter((line) => line.startsWith('+')).length).toBeLessThanOrEqual(150);
    expect(CHANGES.filter(({ path }) => path.startsWith('libs/'))).toEqual([]);
    expect(STEPS.at(-1)?.text.trimEnd().split('\n').at(-1)).toBe(SERVICE);
  });

  it('leaves a project that compiles, and passes its lint and its tests', () => {
    for (const { language, text } of STEPS) {
      if (language === 'diff') {
        for (const { path, hunks } of toChanges(text)) for (const hunk of hunks) apply(path, hunk);
      } else {
        const commands = text.trimEnd().split('\n');
        for (const command of commands)
          if (command !== SERVICE) succeedIn(copy, command, database.url);
      }
    }
    succeedIn(
      copy,
      'npx tsc && npx eslint src test/orders && npx prettier --check src test/orders test/support docs',
    );
    const tests = 'dist/test/orders dist/test/service dist/demo/test/requests';
    const output = succeedIn(copy, `npm run jest -- ${tests}`);
    expect(output).toContain('PASS dist/test/orders/orders.e2e-spec.js');
  });
});

describe('The service', () => {
  let api: Client;
  let itemId: string;
  let count = 0;

  beforeEach(async () => {
    const env = { NODE_ENV: 'production', DATABASE_URL: database.url, TOKEN_SECRET, RELEASE: 'r2' };
    const { client } = await startProgram(copy, { ...env, RATE_LIMIT: '0' }, SERVICE.split(' '));
    api = client;
    await signUp(api);
    count += 1;
    itemId = `lamp-${count}`;
    const price = { amount: '19.99', currency: 'EUR' };
    expect((await api.put(`/items/${itemId}`, { name: itemId, price })).status).toBe(201);
  });

  async function signUp(client: Client): Promise<void> {
    count += 1;
    const user = { email: `user-${count}@example.com`, password: 'correct horse battery' };
    expect((await client.post('/users', { name: 'User', ...user })).status).toBe(201);
    await logIn(client, user.email, user.password);
  }

  function newOrder(): [path: string, body: { name: string } & object] {
    count += 1;
    const lines = [{ label: 'Desk lamp', quantity: 2 }];
    const fields = { total: '39.98', itemId, lines, carrier: 'By bicycle' };
    return [`/orders/order-${count}`, { name: `Order ${count}`, ...fields }];
  }

  it('201 creates an order, 200 replaces and returns it, and the middleware adds its header', async () => {
    const [path, body] = newOrder();
    const created = await api.put(path, body);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ ...body, cancelledAt: null });
    expect(created.headers['x-release']).toBe('r2');
    expect((await api.put(path, body)).status).toBe(200);
    expect((await api.get(path)).body).toMatchObject(body);
  });

  it('422 when no item has the id, and 409 to the deletion of an item that has an order', async () => {
    const [path, body] = newOrder();
    const missing = await api.put(path, { ...body, itemId: 'none' });
    expect([missing.status, missing.body.title]).toEqual([422, 'Item of the order missing']);
    expect((await api.put(path, body)).status).toBe(201);
    expect((await api.delete(`/items/${itemId}`)).status).toBe(409);
  });

  it('409 when the owner has another order of this name, and 201 to another owner', async () => {
    const [path, body] = newOrder();
    expect((await api.put(path, body)).status).toBe(201);
    expect((await api.put(`${path}-again`, body)).status).toBe(409);
    await signUp(api);
    expect((await api.put(`${path}-again`, body)).status).toBe(201);
  });

  it('200 lists the orders of an item', async () => {
    const [path, body] = newOrder();
    expect((await api.put(path, body)).status).toBe(201);
    const { status, body: list } = await api.get<{ orders: object[] }>(`/orders?itemId=${itemId}`);
    expect(status).toBe(200);
    expect(list.orders).toEqual([expect.objectContaining({ name: body.name, itemId })]);
    const others = await api.get<{ orders: object[] }>('/orders?itemId=none');
    expect(others.body.orders).toEqual([]);
  });

  it('200 cancels an order, and then 409', async () => {
    const [path, body] = newOrder();
    expect((await api.put(path, body)).status).toBe(201);
    const cancelled = await api.send('POST', `${path}/cancel`);
    expect(cancelled.status).toBe(200);
    expect(cancelled.body).toMatchObject({ ...body, cancelledAt: expect.any(String) });
    const again = await api.send<{ title: string }>('POST', `${path}/cancel`);
    expect([again.status, again.body.title]).toEqual([409, 'Order cancelled']);
    expect((await api.get(path)).body).toEqual(cancelled.body);
  });
});
