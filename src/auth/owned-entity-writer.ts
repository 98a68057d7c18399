import type { ObjectLiteral, Repository, UpdateQueryBuilder, DeleteQueryBuilder } from 'typeorm';
import { retryOnTransientConflict } from '../database/retry.js';
import { FOREIGN_KEY_VIOLATIONS, toSqlState } from '../database/sqlstate.js';
import { toEntity } from '../database/to-entity.js';
import { type Preconditions, toPreconditionFailed } from '../http/preconditions.js';
import { PreconditionRequired, StillReferenced } from '../problems/http.problems.js';
import type { ProblemException } from '../problems/problem.exception.js';
import { NotTheOwner, OutdatedToken } from './auth.problems.js';
import type { AuthenticatedUser } from './authenticated-user.js';

/** Which entity to write, for whom, and in which version. */
export interface WriteContext {
  id: string;
  user: AuthenticatedUser;
  preconditions: Preconditions;
}

interface OwnedEntity {
  id: string;
  etag: string;
}

/** The values of an update: a function gives SQL. */
type Changes = Record<string, unknown>;

type Row = Record<string, unknown>;

/**
 * Updates and deletes entities that belong to users: the owner and admins may write them.
 *
 * The token, ownership and preconditions are checked by the statement that writes, so nothing can happen
 * in between: of many clients with one version, exactly one succeeds.
 */
export class OwnedEntityWriter<Entity extends OwnedEntity> {
  private readonly table: string;

  /** @param ownerColumn the column with the id of the owner */
  constructor(
    private readonly repository: Repository<Entity>,
    private readonly ownerColumn: 'id' | 'owner_id',
  ) {
    this.table = repository.metadata.tableName;
  }

  /**
   * Replaces the fields that have a value, which may be null, and draws a new ETag.
   *
   * @throws `notFound`, NotTheOwner, PreconditionFailed or InvalidToken
   */
  replace(context: WriteContext, fields: Changes, notFound: ProblemException): Promise<Entity> {
    return this.update(context, { ...fields, etag: () => 'gen_random_uuid()' }, {}, notFound);
  }

  /**
   * Does the same for a merge patch. When no field gets another value, the ETag and the time of the last
   * change stay, so that a retry with the same If-Match succeeds.
   *
   * @throws PreconditionRequired without If-Match, or what `replace` throws
   */
  async patch(
    context: WriteContext,
    changes: Changes,
    notFound: ProblemException,
  ): Promise<Entity> {
    const { ifMatch, isIfMatchRequired } = context.preconditions;
    if (isIfMatchRequired && !ifMatch) await this.assertMayWrite(context, notFound);
    const { isChange, parameters } = this.buildIsChange(changes);
    const versioned = {
      ...changes,
      etag: () => `CASE WHEN ${isChange} THEN gen_random_uuid() ELSE etag END`,
      updatedAt: () => `CASE WHEN ${isChange} THEN now() ELSE updated_at END`,
    };
    return this.update(context, versioned, parameters, notFound);
  }

  /**
   * @param stillReferenced thrown while a foreign key of any table refers to the entity
   * @throws `notFound`, `stillReferenced`, NotTheOwner, PreconditionFailed or InvalidToken
   */
  async delete(
    context: WriteContext,
    notFound: ProblemException,
    stillReferenced: ProblemException = new StillReferenced(),
  ): Promise<void> {
    const [row] = await this.execute(() =>
      this.addWhereClause(this.repository.createQueryBuilder().delete(), context).returning('id'),
    ).catch((error: unknown) => {
      throw FOREIGN_KEY_VIOLATIONS.includes(toSqlState(error)) ? stillReferenced : error;
    });
    if (!row) throw await this.findRejectionReason(context, notFound);
  }

  /**
   * Checks in advance, where a write is expensive to prepare. The statement that writes decides again.
   *
   * @throws `notFound`, NotTheOwner, InvalidToken, or PreconditionRequired without If-Match
   */
  async assertMayWrite(context: WriteContext, notFound: ProblemException): Promise<void> {
    const allowed = new PreconditionRequired();
    const reason = await this.findRejectionReason(context, notFound, allowed);
    if (reason !== allowed || !context.preconditions.ifMatch) throw reason;
  }

  /**
   * Finds out why a statement wrote nothing. The decision is made; only its reason is looked up.
   *
   * @param conflict the reason when the user may write the entity that exists
   */
  async findRejectionReason(
    { id, user, preconditions }: WriteContext,
    notFound: ProblemException,
    conflict: ProblemException = preconditions.ifMatch || preconditions.ifNoneMatch
      ? toPreconditionFailed(preconditions)
      : notFound,
  ): Promise<ProblemException> {
    const [found] = await this.repository.query<{ exists: boolean; isAllowed: boolean }[]>(
      `SELECT target.id IS NOT NULL AS "exists",
         writer.role = 'admin' OR target.${this.ownerColumn} = writer.id AS "isAllowed"
       FROM users writer LEFT JOIN ${this.table} target ON target.id = $2
       WHERE writer.id = $1 AND writer.password_version = $3`,
      [user.id, id, user.passwordVersion],
    );
    if (!found) return new OutdatedToken();
    if (!found.exists) return notFound;
    return found.isAllowed ? conflict : new NotTheOwner();
  }

  private async update(
    context: WriteContext,
    changes: Changes,
    parameters: ObjectLiteral,
    notFound: ProblemException,
  ): Promise<Entity> {
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    const values: object = Object.fromEntries(given);
    const [row] = await this.execute(() => {
      const query = this.repository.createQueryBuilder().update().set(values);
      return this.addWhereClause(query, context).setParameters(parameters).returning('*');
    });
    if (!row) throw await this.findRejectionReason(context, notFound);
    return toEntity(this.repository, row);
  }

  /** The SQL condition that a column gets another value than it has. */
  private buildIsChange(changes: Changes): { isChange: string; parameters: ObjectLiteral } {
    const parameters: ObjectLiteral = {};
    const conditions = this.repository.metadata.columns.flatMap((column) => {
      const value: unknown = column.getEntityValue(changes);
      if (value === undefined || typeof value === 'function') return [];
      parameters[`new_${column.databaseName}`] = value;
      return [`${column.databaseName} IS DISTINCT FROM :new_${column.databaseName}`];
    });
    return { isChange: `(${['FALSE', ...conditions].join(' OR ')})`, parameters };
  }

  private async execute(
    build: () => UpdateQueryBuilder<Entity> | DeleteQueryBuilder<Entity>,
  ): Promise<(Row | undefined)[]> {
    const result = await retryOnTransientConflict(() => build().execute());
    return result.raw as Row[];
  }

  /**
   * The token, ownership and preconditions. ETags are compared as text: a client may send one that is not
   * a UUID.
   */
  private addWhereClause<Query extends UpdateQueryBuilder<Entity> | DeleteQueryBuilder<Entity>>(
    query: Query,
    { id, user, preconditions: { ifMatch, ifNoneMatch } }: WriteContext,
  ): Query {
    query.where('id = :id', { id });
    query.andWhere(buildMayWrite(this.ownerColumn, ':userId'), { userId: user.id });
    // A user's own row is locked by the write itself. Two writes that share its lock first would deadlock.
    const isOwnRow = this.ownerColumn === 'id' && user.id === id;
    query.andWhere(isOwnRow ? 'password_version = :passwordVersion' : IS_CURRENT_TOKEN, {
      passwordVersion: user.passwordVersion,
    });
    if (ifMatch && ifMatch !== 'any') query.andWhere('etag::text = ANY(:ifMatch)', { ifMatch });
    if (ifNoneMatch === 'any') query.andWhere('FALSE');
    else if (ifNoneMatch) query.andWhere('etag::text <> ALL(:ifNoneMatch)', { ifNoneMatch });
    return query;
  }
}

/**
 * The SQL condition that the token's user exists, and has the same password still. It locks the user: a
 * change of the password waits until this statement has written, or this statement sees the change.
 */
const IS_CURRENT_TOKEN = `EXISTS (
  SELECT FROM users writer
  WHERE writer.id = :userId AND writer.password_version = :passwordVersion FOR SHARE)`;

/** The SQL condition that a user owns a row, or is an admin. */
export function buildMayWrite(ownerColumn: string, userId: string): string {
  return `(${ownerColumn} = ${userId} OR EXISTS (
    SELECT FROM users writer WHERE writer.id = ${userId} AND writer.role = 'admin'))`;
}
