import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Watches the answers of a server, so that it can stop without cutting one short. */
export class LastAnswers {
  /** To the newest request of each open connection; those before it are sent first. */
  private readonly newest = new Map<Socket, ServerResponse>();
  private isLast = false;

  constructor(private readonly server: Server) {
    server.on('request', ({ socket }, response: ServerResponse) => {
      if (this.isLast) response.shouldKeepAlive = false;
      if (!this.newest.has(socket)) socket.on('close', () => this.newest.delete(socket));
      this.newest.set(socket, response);
    });
  }

  /** From now on each answer ends its connection, and tells the client so (RFC 9112 §9.6). */
  announce(): void {
    this.isLast = true;
    for (const response of this.newest.values()) response.shouldKeepAlive = false;
  }

  /** Closes the connections on which nothing is owed, once no answer is under way on any. */
  closeIdle(): void {
    // Or the server would wait 72 s for another request.
    setInterval(() => this.owesNothing() && this.server.closeAllConnections(), 50).unref();
  }

  private owesNothing(): boolean {
    return [...this.newest.values()].every(({ writableFinished }) => writableFinished);
  }
}
