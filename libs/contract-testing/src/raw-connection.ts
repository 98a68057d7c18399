import type { IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect } from '@jest/globals';
import { type Client, type HttpResponse, toResponse } from './client.js';

/**
 * A TCP connection over which a test sends exact bytes that an HTTP client would not send.
 * It reads nothing until a response is requested.
 */
export class RawConnection {
  private readonly begin = performance.now();
  private readonly socket: Socket;
  private received = '';
  private wake: () => void = () => undefined;

  constructor(origin: string) {
    const { hostname, port } = new URL(origin);
    this.socket = connect(Number(port), hostname);
    this.socket.on('close', () => this.wake());
    // The received data shows how the connection ended.
    this.socket.on('error', () => undefined);
  }

  /** Sends text, one byte for each character. Resolves when the kernel has taken all of it. */
  send(text: string): Promise<void> {
    return new Promise((resolve) => this.socket.write(text, 'latin1', () => resolve()));
  }

  /** Reads the next response. Fails when the connection ends before the response is complete. */
  async readResponse(): Promise<HttpResponse> {
    for (;;) {
      const [head, ...rest] = this.received.split('\r\n\r\n');
      const headers = parseHeaders(head);
      const length = Number(headers['content-length'] ?? 0);
      const text = rest.join('\r\n\r\n').slice(0, length);
      if (rest.length > 0 && text.length === length) {
        this.received = this.received.slice(head.length + 4 + length);
        return toResponse(Number(head.split(' ')[1]), headers, text, this.begin);
      }
      if (this.socket.closed) throw new Error(`The connection ended with: ${this.received}`);
      await this.readMore();
    }
  }

  /** Waits until the server has closed the connection, and returns the rest of the data. */
  async readUntilClosed(): Promise<string> {
    while (!this.socket.closed) await this.readMore();
    return this.received;
  }

  close(): void {
    this.socket.destroy();
  }

  private readMore(): Promise<void> {
    if (this.socket.listenerCount('data') === 0) {
      this.socket.on('data', (chunk) => {
        this.received += chunk.toString('latin1');
        this.wake();
      });
    }
    return new Promise((resolve) => (this.wake = resolve));
  }
}

/**
 * Sends the parts in order on a new connection and returns the first response. Checks the rules for
 * all responses, and that the service still responds.
 */
export async function sendRaw(client: Client, ...parts: string[]): Promise<HttpResponse> {
  const connection = new RawConnection(client.origin);
  for (const part of parts) await connection.send(part);
  const response = await connection.readResponse();
  connection.close();
  const exchange = { method: '', path: '', options: {}, response };
  expect(await client.checkRules(exchange)).toEqual([]);
  await client.exchange('HEAD', '/');
  return response;
}

function parseHeaders(head: string): IncomingHttpHeaders {
  const lines = head.split('\r\n').slice(1);
  return Object.fromEntries(
    lines.map((line) => {
      const [name] = line.split(':', 1);
      return [name.toLowerCase(), line.slice(name.length + 1).trim()];
    }),
  );
}
