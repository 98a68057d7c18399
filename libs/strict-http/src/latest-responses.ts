import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Their requests change nothing (RFC 9110 §9.2.1). */
const SAFE_METHODS: readonly (string | undefined)[] = ['GET', 'HEAD', 'OPTIONS'];

interface Latest {
  response: ServerResponse;
  /** To a request that may change something. */
  unsafe?: ServerResponse;
}

/** The latest response of each open connection. Its earlier ones are sent before it (RFC 9112 §9.3.2). */
export class LatestResponses {
  private readonly bySocket = new Map<Socket, Latest>();
  /** What is to be sent before a request is served. */
  private readonly barriers = new WeakMap<ServerResponse, ServerResponse>();

  private isShuttingDown = false;

  constructor(private readonly server: Server) {
    // Before the listener of Fastify, which serves the request.
    server.prependListener('request', ({ socket, method }, response: ServerResponse) => {
      if (this.isShuttingDown) response.shouldKeepAlive = false;
      const earlier = this.bySocket.get(socket);
      if (!earlier) socket.on('close', () => this.bySocket.delete(socket));
      const isSafe = SAFE_METHODS.includes(method);
      const barrier = isSafe ? earlier?.unsafe : earlier?.response;
      if (barrier && !barrier.writableFinished) this.barriers.set(response, barrier);
      this.bySocket.set(socket, { response, unsafe: isSafe ? earlier?.unsafe : response });
    });
  }

  get(socket: Socket): ServerResponse | undefined {
    return this.bySocket.get(socket)?.response;
  }

  /** Resolves when all responses of a connection are sent, or the connection is lost. */
  async waitFor(socket: Socket): Promise<void> {
    const response = this.get(socket);
    if (!response || response.writableFinished) return;
    await once(response, 'close').catch(() => undefined);
  }

  /** Continues when a request may be served: side by side with earlier ones only where all are safe (RFC 9112 §9.3.2). */
  waitForTurn(response: ServerResponse, next: () => void): void {
    const barrier = this.barriers.get(response);
    if (barrier && !barrier.writableFinished && !barrier.destroyed) barrier.once('close', next);
    else next();
  }

  /** From now on, each response has `Connection: close` and ends its connection (RFC 9112 §9.6). */
  closeAfterResponses(): void {
    this.isShuttingDown = true;
    for (const { response } of this.bySocket.values()) response.shouldKeepAlive = false;
  }

  /** Closes all connections as soon as no response is pending; Node alone would wait up to 72 s. */
  closeIdleConnections(): void {
    const isIdle = (): boolean =>
      [...this.bySocket.values()].every(({ response }) => response.writableFinished);
    setInterval(() => isIdle() && this.server.closeAllConnections(), 50).unref();
  }
}
