import type { EntityManager, Repository } from 'typeorm';
import {
  assertPreconditions,
  type Preconditions,
  toPreconditionFailed,
} from '#conditional-requests';
import {
  type ExceptionByConstraint,
  type FastLane,
  type Fields,
  isForeignKeyViolation,
  type RowFields,
  translateConstraint,
  translateConstraints,
  type UpsertResult,
  type VersionedEntity,
  VersionedTable,
  type WriteAccess,
  type WriteState,
} from '#postgres';
import { type ProblemException, StillReferenced } from '#problem-details';
import { NotTheOwner, OutdatedToken } from './auth.problems.js';
import type { AuthenticatedUser } from './authenticated-user.js';

/** Which entity to write, for whom, and in which version. */
export interface WriteContext {
  id: string;
  user: AuthenticatedUser;
  preconditions: Preconditions;
}

export interface OwnedEntityOptions<Entity> {
  /** The column with the id of the owner; `id` for the users themselves. */
  ownerColumn: 'id' | 'owner_id';
  /** The exception where no entity has the id. */
  notFound: (id: string) => ProblemException;
  /** The exception for each constraint that a write may violate, by its name. */
  conflicts: ExceptionByConstraint;
  /** The exception while a foreign key of another table refers to the entity. */
  stillReferenced?: (id: string) => ProblemException;
  /** Each combination of filters of a list; an index has these columns, and then the id. */
  filters?: readonly (readonly (keyof Entity & string)[])[];
}

/** What an entity must be like to be changed, and the exception when it is not. */
export interface ChangeCondition<Entity> {
  /** The values that fields must have: `{ cancelledAt: null }` */
  onlyIf: Partial<Entity>;
  otherwise: () => ProblemException;
}

/**
 * Reads entities that belong to users, and writes them: the owner and admins may.
 *
 * The token, ownership and preconditions are checked by the statement that writes, so nothing can happen
 * in between: of many clients with one version, exactly one succeeds.
 */
export class OwnedEntities<Entity extends VersionedEntity> {
  readonly table: VersionedTable<Entity, AuthenticatedUser>;

  constructor(
    repository: Repository<Entity>,
    lane: FastLane,
    private readonly options: OwnedEntityOptions<Entity>,
  ) {
    const { ownerColumn, filters } = options;
    const access = createAccess(ownerColumn);
    this.table = new VersionedTable(repository, lane, { access, filters });
  }

  /** @throws `notFound` */
  async findOne(id: string): Promise<Entity> {
    const entity = await this.table.findOne(id);
    if (!entity) throw this.options.notFound(id);
    return entity;
  }

  /**
   * Creates the entity for the user, or replaces it; `created` says which.
   *
   * @throws an exception of `conflicts`, NotTheOwner, PreconditionFailed or OutdatedToken
   */
  async upsert(
    context: WriteContext,
    fields: Fields,
  ): Promise<{ entity: Entity; created: boolean }> {
    const { id, user, preconditions } = context;
    const upserted = await this.translate(() => this.table.upsert(id, fields, user, preconditions));
    // Something stood in the way, even if it was deleted since.
    return upserted ?? this.explain(context, toRefusal(preconditions, new NotTheOwner()));
  }

  /**
   * Does the same for many entities, as if one after the other; none undoes another.
   *
   * @param manager a transaction for all of it
   * @returns for each, what `upsert` returns or throws, which may be the error of the database
   * @throws the error of a database that can decide none of them, and that of a transaction that cannot go on
   */
  async upsertMany(
    rows: readonly RowFields[],
    context: Omit<WriteContext, 'id'>,
    manager?: EntityManager,
  ): Promise<NonNullable<UpsertResult<Entity>>[]> {
    const { user, preconditions } = context;
    const results = await this.table.upsertMany(rows, user, preconditions, manager);
    const refused = rows.filter((_, index) => !results[index]).map(({ id }) => id);
    const getReason = await this.explainUpserts(refused, context, manager);
    return results.map((result, index) => {
      if (!result) return { error: getReason(rows[index].id) };
      if (!('error' in result)) return result;
      return { error: translateConstraint(this.options.conflicts, result.error) };
    });
  }

  /**
   * Replaces an entity that exists.
   *
   * @throws an exception of `conflicts`, `notFound`, NotTheOwner, PreconditionFailed or OutdatedToken
   */
  async replace(context: WriteContext, fields: Fields): Promise<Entity> {
    const { id, user, preconditions } = context;
    const entity = await this.translate(() => this.table.replace(id, fields, user, preconditions));
    return entity ?? this.explain(context, this.options.notFound(id));
  }

  /**
   * Changes the fields that a merge patch has. One that changes nothing keeps the version, so that a retry with
   * the same If-Match succeeds.
   *
   * @param condition checked by the statement that writes: of many clients that cancel at once, one succeeds
   * @throws PreconditionRequired without If-Match, where it is required, `otherwise`, or what `replace` throws
   */
  async patch(
    context: WriteContext,
    changes: Fields,
    condition?: ChangeCondition<Entity>,
  ): Promise<Entity> {
    const { id, user, preconditions } = context;
    if (preconditions.isIfMatchRequired && !preconditions.ifMatch)
      await this.assertMayWrite(context);
    const entity = await this.translate(() =>
      this.table.patch(id, changes, user, preconditions, condition?.onlyIf),
    );
    if (entity) return entity;
    if (condition) {
      await this.assertMayWrite(context);
      throw condition.otherwise();
    }
    return this.explain(context, this.options.notFound(id));
  }

  /** @throws `notFound`, `stillReferenced`, NotTheOwner, PreconditionFailed or OutdatedToken */
  async delete(context: WriteContext): Promise<void> {
    const { id, user, preconditions } = context;
    const { notFound, stillReferenced = (): ProblemException => new StillReferenced() } =
      this.options;
    const isDeleted = await this.table.delete(id, user, preconditions).catch((error: unknown) => {
      throw isForeignKeyViolation(error) ? stillReferenced(id) : error;
    });
    if (!isDeleted) await this.explain(context, notFound(id));
  }

  /**
   * Checks in advance, where a write is expensive to prepare. The statement that writes decides again.
   *
   * @throws `notFound`, NotTheOwner, OutdatedToken, PreconditionRequired or PreconditionFailed
   */
  async assertMayWrite(context: WriteContext): Promise<void> {
    assertPreconditions(context.preconditions, await this.assertAccess(context));
  }

  /** Tells why each could not be upserted: an exception, or the error of a database that cannot say it. */
  private async explainUpserts(
    ids: readonly string[],
    { user, preconditions }: Omit<WriteContext, 'id'>,
    manager?: EntityManager,
  ): Promise<(id: string) => unknown> {
    if (ids.length === 0) return () => undefined;
    const reason = toRefusal(preconditions, new NotTheOwner());
    try {
      const getState = await this.table.explainMany(ids, user, manager);
      return (id) => findAccessProblem(getState(id), reason) ?? reason;
    } catch (error) {
      if (manager) throw error;
      return () => error;
    }
  }

  /** Throws the reason why a statement wrote nothing. */
  private async explain(context: WriteContext, missing: ProblemException): Promise<never> {
    await this.assertAccess(context, missing);
    throw toRefusal(context.preconditions, missing);
  }

  /** @returns the current ETag */
  private async assertAccess(
    { id, user }: WriteContext,
    missing: ProblemException = this.options.notFound(id),
  ): Promise<string | undefined> {
    const state = await this.table.explain(id, user);
    const problem = findAccessProblem(state, missing);
    if (problem) throw problem;
    return state.etag ?? undefined;
  }

  private translate<T>(statement: () => Promise<T>): Promise<T> {
    return translateConstraints(this.options.conflicts, statement);
  }
}

/** Why nothing was written, where the writer might: for a condition, if there is one. */
function toRefusal(preconditions: Preconditions, otherwise: ProblemException): ProblemException {
  const isConditional = preconditions.ifMatch ?? preconditions.ifNoneMatch;
  return isConditional ? toPreconditionFailed(preconditions) : otherwise;
}

/** Why the user may not write, if that is so. */
function findAccessProblem(
  { isWriter, etag, mayWrite }: WriteState,
  missing: ProblemException,
): ProblemException | undefined {
  if (!isWriter) return new OutdatedToken();
  if (etag === null) return missing;
  return mayWrite ? undefined : new NotTheOwner();
}

function createAccess(
  ownerColumn: OwnedEntityOptions<unknown>['ownerColumn'],
): WriteAccess<AuthenticatedUser> {
  // Locks the user: a change of the password waits until this statement has written, or is seen by it.
  const isCurrent = `EXISTS (SELECT FROM users WHERE id = $1 AND password_version = $2 FOR SHARE)`;
  // A user's own row is locked by the write itself. Two writes that share its lock first would deadlock.
  const isOwnRow = `target.id = $1 AND target.password_version = $2`;
  const isAdmin = `EXISTS (SELECT FROM users WHERE id = $1 AND role = 'admin')`;
  return {
    parameters: ['id', 'passwordVersion'],
    isWriter: ownerColumn === 'id' ? `(${isOwnRow} OR ${isCurrent})` : isCurrent,
    mayWrite: `(target.${ownerColumn} = $1 OR ${isAdmin})`,
    newRow: ownerColumn === 'id' ? {} : { [ownerColumn]: '$1' },
  };
}
