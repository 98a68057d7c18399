import type { WhereExpressionBuilder } from 'typeorm';
import type { Preconditions } from '../http/conditions.js';

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
