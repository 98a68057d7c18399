import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { RawConnection } from '#contract-testing';
import { runUntil, type RunOptions, type StrictFastifyAdapter } from '#strict-http';
import { createFixture } from '../../contract-testing/test/fixture/create-fixture.js';

/* Whole programs, with signals and processes: test/system/shutdown.spec.ts. */

/** A promise that a test resolves. */
class Deferred<T = void> {
  resolve: (value: T) => void;
  readonly promise = new Promise<T>((resolve) => (this.resolve = resolve));
}

/** What the handler of `/gate` waits for, and whether a request waits there. */
let gate: Deferred;
let entered: Deferred;

@ApiExcludeController()
@Controller('gate')
class GateController {
  @Get()
  async wait(): Promise<object> {
    entered.resolve();
    await gate.promise;
    return {};
  }
}

@Module({ controllers: [GateController] })
class GateModule {}

const HOST = 'Host: shop.example\r\n\r\n';
const GET_GATE = `GET /gate HTTP/1.1\r\n${HOST}`;
const GET_LIVE = `GET /health/live HTTP/1.1\r\n${HOST}`;

interface Running {
  origin: string;
  /** Sends the signal. */
  stop: () => void;
  /** Resolves when the application has closed. */
  stopped: Promise<void>;
  /** Resolves when readiness may say 503. */
  noticed: Promise<void>;
}

/** Runs the fixture as a program does. */
async function run(limits: Partial<RunOptions['limits']> = {}): Promise<Running> {
  gate = new Deferred();
  entered = new Deferred();
  const signal = new Deferred();
  const listening = new Deferred<string>();
  const noticed = new Deferred();
  const stopped = runUntil(signal.promise, {
    createApp: () => createFixture({ imports: [GateModule] }),
    host: '127.0.0.1',
    port: 0,
    limits: { shutdownNoticeMs: 0, shutdownTimeoutMs: 60_000, ...limits },
    onListening: listening.resolve,
    onShutdown: () => noticed.resolve(),
  });
  const origin = await listening.promise;
  return { origin, stop: signal.resolve, stopped, noticed: noticed.promise };
}

describe('A shutdown', () => {
  it('200 to a request in progress, and no wait for idle connections', async () => {
    const { origin, stop, stopped, noticed } = await run();
    const idle = new RawConnection(origin);
    await idle.send(GET_LIVE);
    expect((await idle.readResponse()).headers.connection).toBe('keep-alive');
    const busy = new RawConnection(origin);
    await busy.send(GET_GATE);
    await entered.promise;
    stop();
    await noticed;
    gate.resolve();
    const { status, headers } = await busy.readResponse();
    expect(status).toBe(200);
    expect(headers.connection).toBe('close');
    expect([await busy.readUntilClosed(), await idle.readUntilClosed()]).toEqual(['', '']);
    await stopped;
  });

  it('200 to all requests that one connection has sent', async () => {
    const { origin, stop, stopped, noticed } = await run();
    const connection = new RawConnection(origin);
    await connection.send(GET_GATE + GET_LIVE + GET_LIVE);
    await entered.promise;
    stop();
    await noticed;
    gate.resolve();
    const responses = [];
    for (let count = 0; count < 3; count += 1) responses.push(await connection.readResponse());
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(responses.at(-1)?.headers.connection).toBe('close');
    expect(await connection.readUntilClosed()).toBe('');
    await stopped;
  });

  it('200 with Connection: close to new requests, which a load balancer still sends', async () => {
    const app = await createFixture();
    const { latestResponses } = app.getHttpAdapter() as unknown as StrictFastifyAdapter;
    await app.listen(0, '127.0.0.1');
    const origin = await app.getUrl();
    const idle = new RawConnection(origin);
    await idle.send(GET_LIVE);
    await idle.readResponse();
    latestResponses.closeAfterResponses();
    for (const connection of [idle, new RawConnection(origin)]) {
      await connection.send(GET_LIVE);
      const { status, headers } = await connection.readResponse();
      expect(status).toBe(200);
      expect(headers.connection).toBe('close');
      expect(await connection.readUntilClosed()).toBe('');
    }
    await app.close();
  });

  it('ends after its time limit, though a request hangs', async () => {
    const { origin, stop, stopped } = await run({ shutdownTimeoutMs: 100 });
    const connection = new RawConnection(origin);
    await connection.send(GET_GATE);
    await entered.promise;
    stop();
    await stopped;
    gate.resolve();
    expect((await connection.readResponse()).status).toBe(200);
  });

  it('ends at once when it happens before the application is created', async () => {
    const signal = new Deferred();
    const listened: string[] = [];
    const running = runUntil(signal.promise, {
      createApp: () => new Promise(() => undefined),
      host: '127.0.0.1',
      port: 0,
      limits: { shutdownNoticeMs: 0, shutdownTimeoutMs: 60_000 },
      onListening: (url) => void listened.push(url),
      onShutdown: () => undefined,
    });
    signal.resolve();
    await running;
    expect(listened).toEqual([]);
  });
});

describe('A port that is in use', () => {
  it('ends the start with an error that names it', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;
    const app = await createFixture();
    const running = runUntil(new Promise(() => undefined), {
      createApp: () => Promise.resolve(app),
      host: '127.0.0.1',
      port,
      limits: { shutdownNoticeMs: 0, shutdownTimeoutMs: 60_000 },
      onListening: () => undefined,
      onShutdown: () => undefined,
    });
    const message = `PORT ${port} on HOST 127.0.0.1 cannot be used: EADDRINUSE.`;
    await expect(running).rejects.toThrow(message);
    await app.close();
    other.close();
  });
});
