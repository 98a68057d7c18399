import type { Socket } from 'node:net';
import pg from 'pg';

/** One SQL statement, with parameters $1, $2 and so on. */
export interface Statement {
  text: string;
  /** Each connection prepares the statement once, under this name. A name stands for one text. */
  name: string;
  /** Whether another unique constraint than that of the key may be violated by a race. */
  isUpsert?: boolean;
}

/**
 * Sends a statement by callback, with a timer of its own. With pg's promise, or its `query_timeout`, the
 * result stays in memory until a full garbage collection: a third of what a list allocates.
 *
 * @param timeoutMs after this, the connection is closed: it cannot be used for another statement
 */
export function sendStatement<Row extends object>(
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
export function toSocket(client: pg.Client): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream;
}
