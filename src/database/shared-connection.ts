import pg from 'pg';
import { socketOf } from './statement.js';

/** A connection for many statements at once, opened for the first one, and again when it is lost. */
export class SharedConnection {
  /** How many statements wait for their answers. */
  pending = 0;
  private client: Promise<pg.Client> | undefined;

  constructor(private readonly config: pg.ClientConfig) {}

  /** @param send sends a statement, as soon as there is a connection */
  async use<T>(send: (client: pg.Client) => Promise<T>): Promise<T> {
    this.pending += 1;
    try {
      const client = await this.connect();
      sendTogether(client);
      return await send(client);
    } finally {
      this.pending -= 1;
    }
  }

  /** Opens the connection, unless it is open. */
  connect(): Promise<pg.Client> {
    return (this.client ??= this.open());
  }

  /** Lets the statements under way end. The next one opens the connection again. */
  close(): void {
    this.client?.then((client) => client.end()).catch(() => undefined);
    this.client = undefined;
  }

  private open(): Promise<pg.Client> {
    const client = new pg.Client({ ...this.config, pipeline: true });
    const opened = client.connect();
    const forget = (): void => {
      if (this.client === opened) this.client = undefined;
    };
    // Each statement under way gets the error, too.
    client.on('error', forget).on('end', forget);
    opened.catch(forget);
    return opened;
  }
}

/** Has all statements of this turn of the event loop go to PostgreSQL in one piece. */
function sendTogether(client: pg.Client): void {
  const socket = socketOf(client);
  if (socket.writableCorked > 0) return;
  socket.cork();
  setImmediate(() => socket.uncork());
}
