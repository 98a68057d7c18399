import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { newDatabase, newFolder, newProject, Program, startProgram } from '../support/program.js';
import { shutDownUnderLoad } from '../support/shut-down-under-load.js';
import { TEST_LOGIN } from '../support/test-users.js';

describe('A shutdown', () => {
  it('401 to a log-in in progress at Ctrl-C, without waiting for idle connections', async () => {
    const program = await startProgram(newFolder());
    await program.client.get('/health/ready');
    const idle = await program.openConnection();
    const { socket, body } = await beginLogIn(program);
    program.kill('SIGINT', -1);
    program.kill('SIGINT', -1);
    await program.until(async () => !(await program.openConnection().catch(() => undefined)));
    socket.write(body);
    const [response] = (await once(socket, 'data')) as [Buffer];
    expect(response.toString()).toMatch(
      /^HTTP\/1\.1 401 Unauthorized\r\n[^]*connection: close\r\n/i,
    );
    const respondedAt = Date.now();
    await once(idle, 'close');
    // The longest shutdown is one of 8 s.
    expect(Date.now() - respondedAt).toBeLessThan(5_000);
    expect([await program.exited, program.findProcesses()]).toEqual([[0, null], []]);
  });

  it('leaves no process running when it happens before the service listens', async () => {
    const folder = newFolder();
    const program = new Program(folder);
    await program.until(() => program.findProcesses().length > 1);
    program.kill('SIGTERM');
    expect([await program.exited, program.findProcesses(), program.output]).toEqual([
      [0, null],
      [],
      expect.stringMatching(/^PostgreSQL makes a database in .+\n$/),
    ]);
    const { client } = await startProgram(folder);
    expect((await client.get('/health/ready')).status).toBe(200);
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
      RATE_LIMIT: '0',
    });
    const codes = await shutDownUnderLoad(program, () => program.client.exchange('GET', '/users'));
    expect(codes).toEqual(new Set([200]));
    expect([await program.exited, program.findProcesses()]).toEqual([[0, null], []]);
  });
});

describe('A shutdown during pipelined requests', () => {
  it('401, 200 and 200 to all that one connection has sent', async () => {
    const program = await startProgram(newFolder());
    const { socket, body } = await beginLogIn(program);
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    const live = 'GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n';
    // The hash of the log-in delays the first response.
    socket.write(body + live + live);
    program.kill('SIGTERM');
    await once(socket, 'close');
    expect(received.match(/HTTP\/1.1 \d+/g)).toEqual(
      [401, 200, 200].map((code) => `HTTP/1.1 ${code}`),
    );
    expect([await program.exited, program.findProcesses()]).toEqual([[0, null], []]);
  });
});

/** Sends the headers of a log-in, which no user has, and resolves when the service waits for the body. */
async function beginLogIn(program: Program): Promise<{ socket: Socket; body: string }> {
  const socket = await program.openConnection();
  const body = JSON.stringify(TEST_LOGIN);
  const head = ['POST /auth/login HTTP/1.1', 'Host: localhost', 'Expect: 100-continue'];
  head.push('Content-Type: application/json', `Content-Length: ${body.length}`, '', '');
  socket.write(head.join('\r\n'));
  await once(socket, 'data'); // 100 Continue
  return { socket, body };
}
