import type { StrictFastifyAdapter } from './strict-fastify.adapter.js';

/** Stops a server without cutting a response short. */
export class GracefulShutdown {
  private isShuttingDown = false;

  constructor(private readonly adapter: StrictFastifyAdapter) {
    adapter.fastify.server.on('request', (_request, response) => {
      if (this.isShuttingDown) response.shouldKeepAlive = false;
    });
  }

  /** From now on, each response has `Connection: close` and ends its connection (RFC 9112 §9.6). */
  closeAfterResponses(): void {
    this.isShuttingDown = true;
    for (const response of this.adapter.latestResponses.getAll()) response.shouldKeepAlive = false;
  }

  /** Closes all connections as soon as no response is pending; Node alone would wait up to 72 s. */
  closeIdleConnections(): void {
    const { latestResponses, fastify } = this.adapter;
    const isIdle = (): boolean =>
      latestResponses.getAll().every((response) => response.writableFinished);
    setInterval(() => isIdle() && fastify.server.closeAllConnections(), 50).unref();
  }
}
