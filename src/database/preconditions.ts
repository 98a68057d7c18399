import type { FindOptionsWhere, Repository, WhereExpressionBuilder } from 'typeorm';
import { PreconditionFailed, type Preconditions } from '../http/conditions.js';
import type { Problem } from '../http/problems.js';

/**
 * Makes preconditions part of the statement that writes, so that nothing can come between the
 * look and the write: of many clients with one version in hand, exactly one is served.
 */
export function onlyIf<T extends WhereExpressionBuilder>(
  statement: T,
  { match, noneMatch }: Preconditions,
): T {
  // As text: a tag that a client made up need not be a UUID.
  if (match && match !== 'any') statement.andWhere('etag::text = ANY(:match)', { match });
  if (noneMatch === 'any') statement.andWhere('FALSE');
  else if (noneMatch) statement.andWhere('etag::text <> ALL(:noneMatch)', { noneMatch });
  return statement;
}

/** Why a statement wrote nothing. The decision has fallen; only its reason is looked up. */
export async function refusal<T extends { id: string }>(
  repository: Repository<T>,
  { match, noneMatch }: Preconditions,
  id: string,
  notFound: Problem,
): Promise<Problem> {
  const isThere =
    (match || noneMatch) && (await repository.existsBy({ id } as FindOptionsWhere<T>));
  return isThere ? new PreconditionFailed() : notFound;
}
