import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type MiddlewareConsumer, Module } from '@nestjs/common';
import { Client, type HttpResponse, RawConnection } from '#contract-testing';
import { createFixture } from '../../contract-testing/test/fixture/create-fixture.js';

/* What Nest offers to extend an application works on this adapter as its documentation says. */

describe('An application that uses what Nest offers', () => {
  const client = new Client();
  let program: ChildProcess;

  beforeAll(async () => {
    const file = fileURLToPath(new URL('extended/main.js', import.meta.url));
    program = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [origin] = (await once(program.stdout as Readable, 'data')) as [Buffer];
    client.connect(origin.toString().trim());
  });

  afterAll(async () => {
    client.close();
    program.kill();
    await once(program, 'exit');
  });

  const get = (path: string, headers: Record<string, string> = {}): Promise<HttpResponse> =>
    client.exchange('GET', path, { headers });

  it('200 after middleware of app.use(), a class, a function, and of nestjs-cls', async () => {
    const headers = { 'X-Request-Id': 'mine', 'X-User': 'mia' };
    const { status, body } = await get('/extended/visited', headers);
    expect(status).toBe(200);
    expect(body).toEqual({ visited: ['app', 'class', 'function'], id: 'mine', user: 'mia' });
  });

  it('202 of a middleware that ends the response itself, with the headers of every response', async () => {
    const { status, text, headers } = await get('/notes', { 'X-End': '1', 'X-Request-Id': 'mine' });
    expect([status, text]).toEqual([202, 'ended']);
    expect(headers['x-request-id']).toBe('mine');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('409 of a middleware that throws, as problem details', async () => {
    const { status, body } = await get('/extended/conflict');
    expect(status).toBe(409);
    expect(body).toMatchObject({ detail: 'A middleware says so.', instance: '/extended/conflict' });
  });

  it.each([
    [404, 'GET', '/nothing', {}],
    [405, 'DELETE', '/notes', {}],
    [406, 'GET', '/notes', { Accept: 'text/html' }],
    [415, 'PUT', '/notes/first-note', {}],
  ])('%i to %s %s with a middleware as without', async (code, method, path, headers) => {
    const { status, body } = await client.exchange(method, path, { headers, body: '{}' });
    expect(status).toBe(code);
    expect(body).toMatchObject({ status: code, instance: path });
  });

  it('403 of a second guard', async () => {
    const { status, body } = await get('/notes', { 'X-Forbidden': '1' });
    expect(status).toBe(403);
    expect(body).toMatchObject({ detail: 'A guard says so.' });
  });

  it('200 with what a global interceptor makes of it', async () => {
    const { status, body } = await get('/extended/wrapped');
    expect(status).toBe(200);
    expect(body).toEqual({ data: ['inside'] });
  });

  it('410 by the filter of one controller, and as problem details from another', async () => {
    const own = await get('/extended/gone');
    expect([own.status, own.body]).toEqual([410, { own: true }]);
    const other = await get('/unfiltered/gone');
    expect(other.status).toBe(410);
    expect(other.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  });

  it('200 after the listener of an event, which has the same context', async () => {
    const { status, body } = await get('/extended/events', { 'X-Request-Id': 'heard' });
    expect(status).toBe(200);
    expect(body).toEqual(['heard']);
  });

  it('200 after a task of the schedule', async () => {
    expect((await get('/extended/ticks')).status).toBe(200);
  });

  it('101 and messages of a WebSocket gateway', async () => {
    const connection = new RawConnection(client.origin);
    await connection.send(
      'GET /socket HTTP/1.1\r\nHost: shop.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    expect((await connection.readResponse()).status).toBe(101);
    // Two frames, a text and a close, with a length and a mask of zeros (RFC 6455 §5.2).
    const sent = JSON.stringify({ event: 'echo', data: 'hello' });
    await connection.send(`\x81${String.fromCharCode(0x80 + sent.length)}\0\0\0\0${sent}`);
    await connection.send('\x88\x80\0\0\0\0');
    expect(await connection.readUntilClosed()).toContain('{"event":"echoed","data":"hello"}');
  });
});

@Module({})
class LoggingModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply((_request: unknown, _response: unknown, next: () => void) => next())
      .forRoutes('notes');
  }
}

describe('The hook that runs middleware', () => {
  it.each([
    ['is registered for one', [LoggingModule], true],
    ['is not registered for none', [], false],
  ])('%s', async (_, imports, isRegistered) => {
    const app = await createFixture({ imports });
    expect(app.getHttpAdapter().getInstance().hasDecorator('use')).toBe(isRegistered);
    await app.close();
  });
});
