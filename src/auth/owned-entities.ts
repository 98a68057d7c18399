import type { Repository } from 'typeorm';
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
  translateConstraints,
  type VersionedEntity,
  VersionedTable,
  type WriteAccess,
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
    const isConditional = preconditions.ifMatch ?? preconditions.ifNoneMatch;
    const reason = isConditional ? toPreconditionFailed(preconditions) : new NotTheOwner();
    return upserted ?? this.explain(context, reason);
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

  /** Throws the reason why a statement wrote nothing. */
  private async explain(context: WriteContext, missing: ProblemException): Promise<never> {
    await this.assertAccess(context, missing);
    const { preconditions } = context;
    const isConditional = preconditions.ifMatch ?? preconditions.ifNoneMatch;
    throw isConditional ? toPreconditionFailed(preconditions) : missing;
  }

  /** @returns the current ETag */
  private async assertAccess(
    { id, user }: WriteContext,
    missing: ProblemException = this.options.notFound(id),
  ): Promise<string> {
    const { isWriter, etag, mayWrite } = await this.table.explain(id, user);
    if (!isWriter) throw new OutdatedToken();
    if (etag === null) throw missing;
    if (!mayWrite) throw new NotTheOwner();
    return etag;
  }

  private translate<T>(statement: () => Promise<T>): Promise<T> {
    return translateConstraints(this.options.conflicts, statement);
  }
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
