import type { Server, ServerResponse } from 'node:http';

/** Watches the answers of a server, so that it can stop without cutting one short. */
export class LastAnswers {
  private readonly underWay = new Set<ServerResponse>();
  private isLast = false;

  constructor(private readonly server: Server) {
    server.on('request', (_request, response: ServerResponse) => {
      if (this.isLast) response.shouldKeepAlive = false;
      this.underWay.add(response);
      response.on('close', () => this.underWay.delete(response));
    });
  }

  /** From now on each answer ends its connection, and tells the client so (RFC 9112 §9.6). */
  announce(): void {
    this.isLast = true;
    for (const response of this.underWay) response.shouldKeepAlive = false;
  }

  /** Closes the connections on which nothing is owed, once no answer is under way on any. */
  closeIdle(): void {
    // Or the server would wait 72 s for another request.
    setInterval(() => this.underWay.size === 0 && this.server.closeAllConnections(), 50).unref();
  }
}
