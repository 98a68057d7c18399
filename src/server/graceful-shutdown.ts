import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Tracks the responses of a server, so that it can stop without cutting one short. */
export class GracefulShutdown {
  /** By open connection. The earlier responses of a connection are sent before its latest. */
  private readonly latestResponses = new Map<Socket, ServerResponse>();
  private isShuttingDown = false;

  constructor(private readonly server: Server) {
    server.on('request', ({ socket }, response: ServerResponse) => {
      if (this.isShuttingDown) response.shouldKeepAlive = false;
      if (!this.latestResponses.has(socket)) {
        socket.on('close', () => this.latestResponses.delete(socket));
      }
      this.latestResponses.set(socket, response);
    });
  }

  /** From now on, each response has `Connection: close` and ends its connection (RFC 9112 §9.6). */
  closeAfterResponses(): void {
    this.isShuttingDown = true;
    for (const response of this.latestResponses.values()) response.shouldKeepAlive = false;
  }

  /** Closes all connections as soon as no response is pending; Node alone would wait up to 72 s. */
  closeIdleConnections(): void {
    setInterval(() => this.isIdle() && this.server.closeAllConnections(), 50).unref();
  }

  private isIdle(): boolean {
    return [...this.latestResponses.values()].every(({ writableFinished }) => writableFinished);
  }
}
