import type { QueryDeepPartialEntity, Repository, WhereExpressionBuilder } from 'typeorm';
import { Forbidden, InvalidToken } from '../auth/auth.problems.js';
import type { CallerIdentity } from '../auth/caller.js';
import { PreconditionFailed, type Preconditions } from '../http/conditions.js';
import type { Problem } from '../http/problems.js';
import { entityOfRow } from './entity-of-row.js';

/** The columns that a write sets besides those it is about. */
interface Row {
  id: string;
  etag: string;
  updatedAt: Date;
}

/** A write to one row: who asks for it, and in which version. */
export interface Write {
  id: string;
  caller: CallerIdentity;
  preconditions: Preconditions;
}

/**
 * Rows that belong to users: whoever they belong to may write them, and so may admins.
 *
 * Whose a row is, what the caller may do and which version it has are looked at by the statement
 * that writes. So nothing can come between the look and the write: of many clients with one
 * version in hand, exactly one is served.
 */
export class OwnedRows<T extends Row> {
  /** @param owner the column with the id of the user to whom a row belongs */
  constructor(
    private readonly rows: Repository<T>,
    private readonly owner: 'id' | 'owner_id',
  ) {}

  /** @throws `notFound`, or whatever else is why nothing was written */
  async update(write: Write, fields: QueryDeepPartialEntity<T>, notFound: Problem): Promise<T> {
    const statement = this.rows
      .createQueryBuilder()
      .update()
      .set({ ...fields, etag: () => 'gen_random_uuid()', updatedAt: () => 'now()' });
    const result = await this.only(write, statement).returning('*').execute();
    const [row] = result.raw as object[];
    if (!row) throw await this.refusal(write, notFound);
    return entityOfRow(this.rows, row);
  }

  /** @throws `notFound`, or whatever else is why nothing was deleted */
  async delete(write: Write, notFound: Problem): Promise<void> {
    const { affected } = await this.only(write, this.rows.createQueryBuilder().delete()).execute();
    if (affected === 0) throw await this.refusal(write, notFound);
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
    const [found] = await this.rows.query<{ isThere: boolean; isAllowed: boolean }[]>(
      `SELECT target.id IS NOT NULL AS "isThere",
        caller.role = 'admin' OR target.${this.owner} = caller.id AS "isAllowed"
      FROM users caller
      LEFT JOIN ${this.rows.metadata.tableName} target ON target.id = $2
      WHERE caller.id = $1`,
      [caller.id, id],
    );
    if (!found) return new InvalidToken();
    if (!found.isThere) return notFound;
    return found.isAllowed ? isStale : new Forbidden();
  }

  private only<S extends WhereExpressionBuilder>(write: Write, statement: S): S {
    const { id, caller, preconditions } = write;
    const { match, noneMatch } = preconditions;
    statement.andWhere('id = :id', { id });
    statement.andWhere(mayWrite(this.owner, ':callerId'), { callerId: caller.id });
    // As text: a tag that a client made up need not be a UUID.
    if (match && match !== 'any') statement.andWhere('etag::text = ANY(:match)', { match });
    if (noneMatch === 'any') statement.andWhere('FALSE');
    else if (noneMatch) statement.andWhere('etag::text <> ALL(:noneMatch)', { noneMatch });
    return statement;
  }
}

/** The SQL condition that a row belongs to a user, or that the user is an admin. */
export function mayWrite(owner: string, callerId: string): string {
  return `(${owner} = ${callerId} OR EXISTS (
    SELECT FROM users caller WHERE caller.id = ${callerId} AND caller.role = 'admin'))`;
}
