import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { newItem } from './support/examples.js';
import { cleanups, listen, newDatabase, newFolder, newProject, Run, start } from './support/run.js';

describe('a start without settings', () => {
  it('201 and then 200 answers the pasted lines of the banner', async () => {
    const { output } = await start(newFolder());
    const lines = /^ *TOKEN=[^]+?\n\n[^]+?'\n/m.exec(output)?.[0];
    const curl = `curl() { "${process.execPath}" "${join(import.meta.dirname, 'support/curl.mjs')}" "$@"; }`;
    const paste = (): string => spawnSync('sh', ['-c', `${curl}\n${lines}`]).stdout.toString();
    expect(paste()).toMatch(/^HTTP\/1.1 201\n/);
    expect(paste()).toMatch(/^HTTP\/1.1 200\n/);
  });

  it('serves 3 users and 12 items, and keeps its data over SIGTERM and kill -9', async () => {
    const folder = newFolder();
    const first = await start(folder);
    expect([await first.count('/users'), await first.count('/items')]).toEqual([3, 12]);
    expect((await first.client.delete('/items/tea-pot')).status).toBe(204);
    first.kill('SIGTERM');
    expect([await first.ended, first.left()]).toEqual([[0, null], []]);
    const second = await start(folder);
    expect([await second.count('/users'), await second.count('/items')]).toEqual([3, 11]);
    const acknowledged: string[] = [];
    const writes = Array.from({ length: 40 }, async () => {
      const item = newItem();
      if ((await second.client.post('/items', item)).status === 201) acknowledged.push(item.id);
    });
    await Promise.any(writes);
    second.kill('SIGKILL');
    await Promise.allSettled(writes);
    const { client } = await start(folder);
    expect(acknowledged.length).toBeGreaterThan(0);
    for (const id of acknowledged) expect((await client.get(`/items/${id}`)).status).toBe(200);
  });

  it('ends with one line, and with its PostgreSQL, when the port is taken', async () => {
    const port = await listen(createServer());
    const run = new Run(newFolder(), { PORT: String(port) });
    expect([await run.ended, run.left()]).toEqual([[1, null], []]);
    expect(run.output).toBe(`listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`);
  });
});

describe('a stop', () => {
  it('201 still answers what is under way at Ctrl-C, and no idle connection holds it up', async () => {
    const run = await start(newFolder());
    await run.client.get('/health/ready');
    await run.openConnection();
    const socket = await run.openConnection();
    const body = JSON.stringify({ name: 'Slow', price: { amount: '1.00', currency: 'EUR' } });
    const head = ['PUT /items/slow HTTP/1.1', 'Host: localhost', 'Expect: 100-continue'];
    head.push(`Authorization: Bearer ${run.client.token}`);
    head.push('Content-Type: application/json', `Content-Length: ${body.length}`, '', '');
    socket.write(head.join('\r\n'));
    await once(socket, 'data'); // 100 Continue
    run.kill('SIGINT', -1);
    run.kill('SIGINT', -1);
    await run.until(async () => !(await run.openConnection().catch(() => undefined)));
    socket.write(body);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 201 Created\r\n[^]*connection: close\r\n/i);
    const answered = Date.now();
    expect([await run.ended, run.left()]).toEqual([[0, null], []]);
    expect(Date.now() - answered).toBeLessThan(5_000);
  });

  it('leaves nothing running when it comes before the service listens', async () => {
    const folder = newFolder();
    const run = new Run(folder);
    await run.until(() => run.left().length > 1);
    run.kill('SIGTERM');
    expect([await run.ended, run.left(), run.output]).toEqual([[0, null], [], '']);
    expect(await (await start(folder)).count('/items')).toBe(12);
  });

  it('reaches the service and its PostgreSQL when npm alone is told', async () => {
    const run = await start(await newProject(), {}, ['npm', 'start', '--ignore-scripts']);
    run.kill('SIGTERM');
    await run.until(() => run.left().length === 0);
  });
});

describe('a start with settings', () => {
  it('ends with all faults of the settings, of which production has two more', async () => {
    const env = { PORT: 'http', TOKEN_SECRET: '' };
    const run = new Run(await newProject(), env, ['npm', 'run', '-s', 'start:prod']);
    expect(await run.ended).toEqual([1, null]);
    expect(run.output).toMatch(
      /^The settings .+:\n {2}PORT .+\n {2}DATABASE_URL is needed .+\n {2}TOKEN_SECRET is needed .+\n$/m,
    );
  });

  it('uses the database of DATABASE_URL alone, and puts no demo there in production', async () => {
    for (const [NODE_ENV, items] of Object.entries({ development: 12, production: 0 })) {
      const folder = newFolder();
      const run = await start(folder, { NODE_ENV, DATABASE_URL: (await newDatabase()).href });
      expect([await run.count('/items'), run.output.includes('curl')]).toEqual([items, items > 0]);
      expect([run.left().length, existsSync(join(folder, '.data'))]).toEqual([1, false]);
    }
  });

  it('ends in production when a demo user has the password that everybody knows', async () => {
    const DATABASE_URL = (await newDatabase()).href;
    const demo = await start(newFolder(), { DATABASE_URL });
    const run = new Run(newFolder(), { DATABASE_URL, NODE_ENV: 'production' });
    expect(await run.ended).toEqual([1, null]);
    expect(run.output).toMatch(/^ada@example\.com has the password of the demo\. .+\n$/);
    const { users } = (await demo.client.get<{ users: { id: string }[] }>('/users')).body;
    for (const { id } of users) {
      const { status } = await demo.client.patch(`/users/${id}`, { password: 'known to nobody' });
      expect(status).toBe(200);
    }
    await start(newFolder(), { DATABASE_URL, NODE_ENV: 'production' });
  });

  it('waits for a database that starts later', async () => {
    const url = await newDatabase();
    const { hostname, port } = url;
    const proxy = createServer((socket) => {
      const server = connect(Number(port || 5432), hostname);
      for (const end of [socket, server]) end.on('error', () => undefined);
      socket.pipe(server).pipe(socket);
    });
    const later = await listen(createServer());
    await cleanups.pop()?.();
    Object.assign(url, { hostname: '127.0.0.1', port: later });
    const run = new Run(newFolder(), { DATABASE_URL: url.href });
    await run.until(() => run.output.includes('ECONNREFUSED'));
    await listen(proxy, later);
    await run.untilItServes();
  });

  it('ends at once, with one line, when DATABASE_URL is wrong', async () => {
    for (const part of ['password', 'pathname'] as const) {
      const url = await newDatabase();
      url[part] = 'wrong';
      const run = new Run(newFolder(), { DATABASE_URL: url.href });
      await Promise.race([run.ended, sleep(8_000, null, { ref: false })]);
      expect(run.output).toMatch(/^The database of DATABASE_URL can not be used: .+\n$/);
      expect(await run.ended).toEqual([1, null]);
    }
  });
});
