import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The latest response of each open connection. Its earlier ones are sent before it (RFC 9112 §9.3.2). */
export class LatestResponses {
  private readonly bySocket = new Map<Socket, ServerResponse>();

  constructor(server: Server) {
    server.on('request', ({ socket }, response: ServerResponse) => {
      if (!this.bySocket.has(socket)) socket.on('close', () => this.bySocket.delete(socket));
      this.bySocket.set(socket, response);
    });
  }

  get(socket: Socket): ServerResponse | undefined {
    return this.bySocket.get(socket);
  }

  getAll(): ServerResponse[] {
    return [...this.bySocket.values()];
  }

  /** Resolves when all responses of a connection are sent, or the connection is lost. */
  async waitFor(socket: Socket): Promise<void> {
    const response = this.get(socket);
    if (!response || response.writableFinished) return;
    await once(response, 'close').catch(() => undefined);
  }
}
