import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { DEMO_PASSWORD, DEMO_USERS } from '../../src/demo/demo-users.js';
import { asJson } from '../support/client.js';
import { newItem } from '../support/items.js';
import { newUser } from '../support/users.js';
import { newDatabase, newFolder, newProject, Program, startProgram } from '../support/program.js';

describe('A shutdown', () => {
  it('201 to a request in progress at Ctrl-C, without waiting for idle connections', async () => {
    const program = await startProgram(newFolder());
    await program.client.get('/health/ready');
    await program.openConnection();
    const socket = await program.openConnection();
    const body = JSON.stringify({ name: 'Slow', price: { amount: '1.00', currency: 'EUR' } });
    const head = ['PUT /items/slow HTTP/1.1', 'Host: localhost', 'Expect: 100-continue'];
    head.push(`Authorization: Bearer ${program.client.token}`);
    head.push('Content-Type: application/json', `Content-Length: ${body.length}`, '', '');
    socket.write(head.join('\r\n'));
    await once(socket, 'data'); // 100 Continue
    program.kill('SIGINT', -1);
    program.kill('SIGINT', -1);
    await program.until(async () => !(await program.openConnection().catch(() => undefined)));
    socket.write(body);
    const [response] = (await once(socket, 'data')) as [Buffer];
    expect(response.toString()).toMatch(/^HTTP\/1\.1 201 Created\r\n[^]*connection: close\r\n/i);
    const respondedAt = Date.now();
    expect([await program.exited, program.findProcesses()]).toEqual([[0, null], []]);
    expect(Date.now() - respondedAt).toBeLessThan(5_000);
  });

  it('leaves no process running when it happens before the service listens', async () => {
    const folder = newFolder();
    const program = new Program(folder);
    await program.until(() => program.findProcesses().length > 1);
    program.kill('SIGTERM');
    expect([await program.exited, program.findProcesses(), program.output]).toEqual([
      [0, null],
      [],
      '',
    ]);
    expect(await (await startProgram(folder)).count('/items')).toBe(12);
  });

  it('stops the service and its PostgreSQL when only npm receives the signal', async () => {
    const program = await startProgram(await newProject(), {}, [
      'npm',
      'start',
      '--ignore-scripts',
    ]);
    program.kill('SIGTERM');
    await program.until(() => program.findProcesses().length === 0);
  });
});

describe('A shutdown in production', () => {
  it('503 from readiness first, and a response to every request under load', async () => {
    const env = { NODE_ENV: 'production', RATE_LIMIT: '0', LOG_REQUESTS: 'false' };
    const DATABASE_URL = (await newDatabase()).href;
    const program = await startProgram(newFolder(), { ...env, DATABASE_URL });
    const { client } = program;
    const { email, password, ...user } = newUser();
    await client.exchange('POST', '/users', asJson({ ...user, email, password }));
    await client.logIn(email, password);

    const codes = { before: new Map<number, number>(), after: new Map<number, number>() };
    let isReady = true;
    let isShuttingDown = false;
    const clients = Array.from({ length: 20 }, async () => {
      // A load balancer sends no more requests to an instance that is not ready.
      while (isReady) {
        const item = newItem();
        const count = isShuttingDown ? codes.after : codes.before;
        const { status } = await client.exchange('PUT', `/items/${item.id}`, asJson(item));
        count.set(status, (count.get(status) ?? 0) + 1);
      }
    });
    const balancer = (async () => {
      for (; isReady; await sleep(100)) {
        isReady = (await client.exchange('GET', '/health/ready')).status === 200;
      }
    })();
    await sleep(1_000);
    isShuttingDown = true;
    const begin = Date.now();
    program.kill('SIGTERM');
    await Promise.all([...clients, balancer]);
    expect([...codes.before.keys(), ...codes.after.keys()]).toEqual([201, 201]);
    expect(await program.exited).toEqual([0, null]);
    expect(Date.now() - begin).toBeLessThan(10_000);
    expect(program.findProcesses()).toEqual([]);
  });
});

describe('A shutdown during pipelined requests', () => {
  it('200 to all requests that one connection has sent', async () => {
    const program = await startProgram(newFolder());
    const login = asJson({ email: DEMO_USERS[1].email, password: DEMO_PASSWORD });
    const body = String(login.body);
    // These occupy the two threads for password hashes, which delays the first pipelined response.
    const others = [1, 2, 3, 4].map(() => program.client.exchange('POST', '/auth/login', login));
    const socket = await program.openConnection();
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    const head = 'POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json';
    const live = 'GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n';
    socket.write(`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}${live}${live}`);
    await sleep(100);
    expect(received).toBe('');
    program.kill('SIGTERM');
    await once(socket, 'close');
    const ok = 'HTTP/1.1 200';
    expect(received.match(/HTTP\/1.1 \d+/g)).toEqual([ok, ok, ok]);
    await Promise.allSettled(others);
    expect([await program.exited, program.findProcesses()]).toEqual([[0, null], []]);
  });
});
