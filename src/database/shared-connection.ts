import type { Socket } from 'node:net';
import pg from 'pg';

/** A connection for many statements at once, opened when the first one comes, and again when it is lost. */
export class SharedConnection {
  /** How many statements wait for their answers. */
  pending = 0;
  private client: Promise<pg.Client> | undefined;

  constructor(private readonly config: pg.ClientConfig) {}

  /** @param query made when there is a connection, as its time goes on until then */
  async query<Row extends object>(query: () => pg.QueryConfig): Promise<pg.QueryResult<Row>> {
    this.pending += 1;
    try {
      const client = await (this.client ??= this.open());
      sendTogether(client);
      return await client.query<Row>(query());
    } finally {
      this.pending -= 1;
    }
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
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  if (stream.writableCorked > 0) return;
  stream.cork();
  setImmediate(() => stream.uncork());
}
