import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, symlink } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Client } from './support/client.js';
import { newItem } from './support/examples.js';
import { cleanups, newDatabase, newFolder, project, Run, start } from './support/run.js';

/** A folder where npm runs the scripts of the project; with --ignore-scripts, `prestart` is none. */
async function newProject(): Promise<string> {
  const folder = newFolder();
  await cp(join(project, 'package.json'), join(folder, 'package.json'));
  await symlink(join(project, 'dist'), join(folder, 'dist'));
  return folder;
}

async function listen(server: Server, port = 0): Promise<number> {
  await once(server.listen(port, '127.0.0.1'), 'listening');
  cleanups.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe('a start without settings', () => {
  it('201 and then 200 answers the pasted line of the banner', async () => {
    const { output, client } = await start(newFolder());
    const line = /curl [^]+?'\n/.exec(output)?.[0] ?? '';
    // The shell reads the line; what it would give to curl, which may be missing, is sent.
    const shell = spawnSync('sh', ['-c', `curl() { printf '%s\\n' "$@"; }\n${line}`]);
    const [i, X, method = '', url = '', H, header = '', d, body] = shell.stdout
      .toString()
      .split('\n');
    expect([i, X, H, d]).toEqual(['-i', '-X', '-H', '-d']);
    const headers = { 'Content-Type': header.replace('Content-Type: ', '') };
    const paste = (): ReturnType<Client['send']> =>
      client.send(method, new URL(url).pathname, { headers, body });
    expect((await paste()).status).toBe(201);
    expect((await paste()).status).toBe(200);
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
  it('ends with all faults of the settings, of which production has one more', async () => {
    const run = new Run(await newProject(), { PORT: 'http' }, ['npm', 'run', '-s', 'start:prod']);
    expect(await run.ended).toEqual([1, null]);
    expect(run.output).toMatch(/^The settings .+:\n {2}PORT .+\n {2}DATABASE_URL is needed .+\n$/m);
  });

  it('uses the database of DATABASE_URL alone, and puts no demo there in production', async () => {
    for (const [NODE_ENV, items] of Object.entries({ development: 12, production: 0 })) {
      const folder = newFolder();
      const run = await start(folder, { NODE_ENV, DATABASE_URL: (await newDatabase()).href });
      expect([await run.count('/items'), run.output.includes('curl')]).toEqual([items, items > 0]);
      expect([run.left().length, existsSync(join(folder, '.data'))]).toEqual([1, false]);
    }
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
