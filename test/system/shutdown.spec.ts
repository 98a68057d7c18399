import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { asJson, type HttpResponse } from '#contract-testing';
import { newDatabase, newFolder, newProject, Program, startProgram } from '../support/program.js';
import { shutDownUnderLoad } from '../support/shut-down-under-load.js';
import { TEST_LOGIN } from '../support/test-users.js';

describe('A shutdown', () => {
  it('200 to a request in progress at Ctrl-C, without waiting for idle connections', async () => {
    const program = await startProgram(newFolder());
    await program.client.get('/health/ready');
    await program.openConnection();
    const socket = await program.openConnection();
    const body = JSON.stringify(TEST_LOGIN);
    const head = ['POST /auth/login HTTP/1.1', 'Host: localhost', 'Expect: 100-continue'];
    head.push('Content-Type: application/json', `Content-Length: ${body.length}`, '', '');
    socket.write(head.join('\r\n'));
    await once(socket, 'data'); // 100 Continue
    program.kill('SIGINT', -1);
    program.kill('SIGINT', -1);
    await program.until(async () => !(await program.openConnection().catch(() => undefined)));
    socket.write(body);
    const [response] = (await once(socket, 'data')) as [Buffer];
    expect(response.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*connection: close\r\n/i);
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
    const { client } = await startProgram(folder);
    expect((await client.post('/auth/login', TEST_LOGIN)).status).toBe(200);
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
    const program = await startProgram(newFolder(), {
      NODE_ENV: 'production',
      DATABASE_URL: (await newDatabase()).href,
      LOGIN_RATE_LIMIT: '0',
      RATE_LIMIT: '0',
    });
    // No user has this email in production.
    const login = asJson(TEST_LOGIN);
    const logIn = (): Promise<HttpResponse> =>
      program.client.exchange('POST', '/auth/login', login);
    const codes = await shutDownUnderLoad(program, logIn);
    expect(codes).toEqual(new Set([401]));
    expect([await program.exited, program.findProcesses()]).toEqual([[0, null], []]);
  });
});

describe('A shutdown during pipelined requests', () => {
  it('200 to all requests that one connection has sent', async () => {
    const program = await startProgram(newFolder());
    const login = asJson(TEST_LOGIN);
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
