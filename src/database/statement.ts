import type { Socket } from 'node:net';
import pg from 'pg';

/** One SQL statement, with parameters $1, $2 and so on. */
export interface Statement {
  text: string;
  /** Under it a connection keeps the plan, so that PostgreSQL makes it once. It stands for one text. */
  name?: string;
}

/**
 * Has a connection run a statement. It asks pg neither for a promise nor to watch the time: either
 * way pg keeps the result for long after its use, and a third of the memory that a list takes then
 * waits for a full garbage collection.
 *
 * @param patience milliseconds for the answer; after that the connection is of no use any more, and
 *   is closed
 */
export function send<Row extends object>(
  client: pg.ClientBase,
  { name, text }: Statement,
  values: unknown[],
  patience: number,
): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    const outOfTime = setTimeout(() => {
      reject(new Error('No answer in time'));
      socketOf(client).destroy();
    }, patience);
    const query = new pg.Query<Row>(text, values, (error, result) => {
      clearTimeout(outOfTime);
      if (error) reject(error);
      else resolve(result.rows);
    });
    client.query(Object.assign(query, { name }));
  });
}

/** What a connection sends by and hears from, of which pg's types do not tell. */
export function socketOf(client: pg.ClientBase): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream;
}
