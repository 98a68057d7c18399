import type { IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Answer } from './client.js';

/**
 * A connection on which a test says byte by byte what is sent, as no client for HTTP would. It
 * reads nothing before it is asked for an answer.
 */
export class RawConnection {
  private readonly socket: Socket;
  private received = '';
  private wake: () => void = () => undefined;

  constructor(origin: string) {
    const { hostname, port } = new URL(origin);
    this.socket = connect(Number(port), hostname);
    this.socket.on('close', () => this.wake());
    // How it ended shows in what came before.
    this.socket.on('error', () => undefined);
  }

  /** Sends text, a character a byte; resolves when all of it is on its way. */
  send(text: string): Promise<void> {
    return new Promise((resolve) => this.socket.write(text, 'latin1', () => resolve()));
  }

  /** The next response; fails when the connection ends before it is whole. */
  async answer(): Promise<Answer> {
    for (;;) {
      const [head, ...rest] = this.received.split('\r\n\r\n');
      const headers = readHeaders(head);
      const length = Number(headers['content-length'] ?? 0);
      const text = rest.join('\r\n\r\n').slice(0, length);
      if (rest.length > 0 && text.length === length) {
        this.received = this.received.slice(head.length + 4 + length);
        const status = Number(head.split(' ')[1]);
        const isJson = /[/+]json/.test(headers['content-type'] ?? '') && text !== '';
        return {
          status,
          headers,
          text,
          ms: NaN,
          body: (isJson ? JSON.parse(text) : undefined) as never,
        };
      }
      if (this.socket.closed) throw new Error(`The connection ended with: ${this.received}`);
      await this.more();
    }
  }

  /** Waits until the server has ended the connection; gives what came after the last response. */
  async end(): Promise<string> {
    while (!this.socket.closed) await this.more();
    return this.received;
  }

  close(): void {
    this.socket.destroy();
  }

  private more(): Promise<void> {
    if (this.socket.listenerCount('data') === 0) {
      this.socket.on('data', (chunk) => {
        this.received += chunk.toString('latin1');
        this.wake();
      });
    }
    return new Promise((resolve) => (this.wake = resolve));
  }
}

function readHeaders(head: string): IncomingHttpHeaders {
  const lines = head.split('\r\n').slice(1);
  return Object.fromEntries(
    lines.map((line) => {
      const [name] = line.split(':', 1);
      return [name.toLowerCase(), line.slice(name.length + 1).trim()];
    }),
  );
}
