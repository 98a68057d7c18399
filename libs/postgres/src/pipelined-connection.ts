import type pg from 'pg';
import { ServiceClient } from './service-client.js';
import { toSocket } from './send-statement.js';

/**
 * A connection that many statements share: each is sent before the ones ahead of it have their results
 * (pipelining). It opens for the first statement, and again when it was lost.
 */
export class PipelinedConnection {
  /** The number of statements without a result. */
  pending = 0;
  private client: Promise<pg.Client> | undefined;

  constructor(private readonly config: pg.ClientConfig) {}

  /** @param send sends a statement once the connection is open */
  async use<T>(send: (client: pg.Client) => Promise<T>): Promise<T> {
    this.pending += 1;
    try {
      const client = await this.connect();
      corkUntilNextTick(client);
      return await send(client);
    } finally {
      this.pending -= 1;
    }
  }

  /** Opens the connection unless it is open. */
  connect(): Promise<pg.Client> {
    return (this.client ??= this.open());
  }

  /** Closes the connection when its statements have their results. The next statement opens it again. */
  close(): void {
    this.client?.then((client) => client.end()).catch(() => undefined);
    this.client = undefined;
  }

  private open(): Promise<pg.Client> {
    const client = new ServiceClient({ ...this.config, pipeline: true });
    const opened = client.connect();
    const forget = (): void => {
      if (this.client === opened) this.client = undefined;
    };
    // Each statement under way gets the error too.
    client.on('error', forget).on('end', forget);
    opened.catch(forget);
    return opened;
  }
}

/** Sends all statements of one turn of the event loop in one piece. */
function corkUntilNextTick(client: pg.Client): void {
  const socket = toSocket(client);
  if (socket.writableCorked > 0) return;
  socket.cork();
  setImmediate(() => socket.uncork());
}
