import { Forbidden, InvalidToken } from '../auth/auth.problems.js';
import type { CallerIdentity } from '../auth/caller.js';
import { PreconditionFailed, type Preconditions } from '../http/conditions.js';
import type { Problem } from '../http/problems.js';
import type { Database } from './database.js';

/** A write to one row: who asks for it, and in which version. */
export interface Write {
  id: string;
  caller: CallerIdentity;
  preconditions: Preconditions;
}

/** What a table of owned rows is called, and the column with the id of the user to whom a row belongs. */
interface OwnedTable {
  name: 'items' | 'users';
  owner: 'id' | 'owner_id';
  /** Those that a write returns. */
  columns: string;
}

/**
 * Rows that belong to users: whoever they belong to may write them, and so may admins.
 *
 * Whose a row is, what the caller may do and which version it has are looked at by the statement
 * that writes. So nothing can come between the look and the write: of many clients with one
 * version in hand, exactly one is served.
 */
export class OwnedRows<Row extends object> {
  constructor(
    private readonly database: Database,
    private readonly table: OwnedTable,
  ) {}

  /**
   * Changes the columns that are given a value, which may be null, and leaves the others.
   *
   * @throws `notFound`, or whatever else is why nothing was written
   */
  async update(
    write: Write,
    values: Partial<Record<string, unknown>>,
    notFound: Problem,
  ): Promise<Row> {
    const parameters = new Parameters();
    const set = Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([column, value]) => `${column} = ${parameters.add(value)}, `);
    const { name, columns } = this.table;
    const text = `UPDATE ${name} SET ${set.join('')} etag = gen_random_uuid(), updated_at = now()
      WHERE ${this.mayHappen(write, parameters)} RETURNING ${columns}`;
    const [row] = await this.database.write<Row>({ text }, parameters.values);
    if (!row) throw await this.refusal(write, notFound);
    return row;
  }

  /** @throws `notFound`, or whatever else is why nothing was deleted */
  async delete(write: Write, notFound: Problem): Promise<void> {
    const parameters = new Parameters();
    const text = `DELETE FROM ${this.table.name}
      WHERE ${this.mayHappen(write, parameters)} RETURNING id`;
    const [row] = await this.database.write({ text }, parameters.values);
    if (!row) throw await this.refusal(write, notFound);
  }

  /**
   * Why a statement wrote nothing. The decision has fallen; only its reason is looked up.
   *
   * @param isStale what it is when the caller may write the row that is there
   */
  async refusal(
    { id, caller, preconditions: { match, noneMatch } }: Write,
    notFound: Problem,
    isStale: Problem = match || noneMatch ? new PreconditionFailed() : notFound,
  ): Promise<Problem> {
    const { name, owner } = this.table;
    const text = `
      SELECT target.id IS NOT NULL AS is_there,
        caller.role = 'admin' OR target.${owner} = caller.id AS is_allowed
      FROM users caller
      LEFT JOIN ${name} target ON target.id = $2
      WHERE caller.id = $1`;
    const [found] = await this.database.read<{ is_there: boolean; is_allowed: boolean }>(
      { name: `${name}-refusal`, text },
      [caller.id, id],
    );
    if (!found) return new InvalidToken();
    if (!found.is_there) return notFound;
    return found.is_allowed ? isStale : new Forbidden();
  }

  private mayHappen({ id, caller, preconditions }: Write, parameters: Parameters): string {
    const { match, noneMatch } = preconditions;
    const conditions = [
      `id = ${parameters.add(id)}`,
      mayWrite(this.table.owner, parameters.add(caller.id)),
    ];
    // As text: a tag that a client made up need not be a UUID.
    if (match && match !== 'any') conditions.push(`etag::text = ANY(${parameters.add(match)})`);
    if (noneMatch === 'any') conditions.push('FALSE');
    else if (noneMatch) conditions.push(`etag::text <> ALL(${parameters.add(noneMatch)})`);
    return conditions.join(' AND ');
  }
}

/** The values of a statement, in the order of their $1, $2 and so on. */
class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}

/** The SQL condition that a row belongs to a user, or that the user is an admin. */
export function mayWrite(owner: string, callerId: string): string {
  return `(${owner} = ${callerId} OR EXISTS (
    SELECT FROM users caller WHERE caller.id = ${callerId} AND caller.role = 'admin'))`;
}
