import type { Socket } from 'node:net';
import pg from 'pg';
import { applySessionSettings } from './clients.js';
import { READ_ONLY_TRANSACTION, toSqlState } from './sqlstate.js';

/** One SQL statement, with parameters $1, $2 and so on. */
export interface Statement {
  text: string;
  /** Each connection prepares the statement once, under this name. A name stands for one text. */
  name: string;
  /** Of an upsert, which may violate another unique constraint than that of the key in a race. */
  upsertKind?: UpsertKind;
}

/** One row, many rows, or a row of these that competes for a unique value. */
export type UpsertKind = 'one' | 'many' | 'rival';

/** After these, only a new connection helps. */
const NEEDS_NEW_CONNECTION: readonly string[] = ['0A000', '26000', READ_ONLY_TRANSACTION];

/**
 * A connection that many statements share: each is sent before the ones ahead of it have their results
 * (pipelining). It opens for the first statement, and again when it was lost.
 */
export class PipelinedConnection {
  /** The number of statements without a result. */
  pending = 0;
  private client: Promise<pg.Client> | undefined;

  constructor(private readonly config: pg.ClientConfig) {}

  /** @param deadline in milliseconds since 1970: then the connection is closed, and the statement fails */
  async send<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    deadline: number,
  ): Promise<Row[]> {
    this.pending += 1;
    try {
      const client = await this.connect();
      corkUntilNextTick(client);
      return await sendStatement<Row>(client, statement, values, deadline - Date.now());
    } catch (error) {
      if (NEEDS_NEW_CONNECTION.includes(toSqlState(error))) this.close();
      // The stack of an error from the socket leads nowhere; this one leads to the caller.
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
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
    const client = new pg.Client({ ...this.config, pipeline: true });
    // A failure here is the failure of the connection, which its first statement gets too.
    client.on('connect', () => void applySessionSettings(client).catch(() => undefined));
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

/**
 * Sends by callback, with a timer of its own. With pg's promise, or its `query_timeout`, the result stays in
 * memory until a full garbage collection: a third of what a list allocates.
 */
function sendStatement<Row extends object>(
  client: pg.Client,
  { name, text }: Statement,
  values: readonly unknown[],
  timeoutMs: number,
): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('Query read timeout'));
      toSocket(client).destroy();
    }, timeoutMs);
    const query = new pg.Query<Row>(text, [...values], (error, result) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve(result.rows);
    });
    client.query(Object.assign(query, { name }));
  });
}

/** The socket of a connection; pg's types do not declare it. */
function toSocket(client: pg.Client): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream;
}
