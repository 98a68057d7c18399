import { sqlState } from './database-errors.js';

const UNIQUE_VIOLATION = '23505';

/** Runs a statement again, as often as it may, when it was refused with one of these SQLSTATEs. */
export async function retry<T>(
  statement: () => Promise<T>,
  states: readonly string[],
  attempts: number,
): Promise<T> {
  try {
    return await statement();
  } catch (error) {
    if (attempts === 1 || !states.includes(sqlState(error))) throw error;
    return retry(statement, states, attempts - 1);
  }
}

/**
 * Runs an upsert again when it stumbled over another that was under way. `ON CONFLICT (id)`
 * guards the key alone: of two statements that create the same item at once, the slower may meet
 * the other's row first in the index on another unique column. By the next attempt the row is
 * there to be updated. A conflict that stays is the caller's.
 */
export function retryRace<T>(statement: () => Promise<T>): Promise<T> {
  return retry(statement, [UNIQUE_VIOLATION], 5);
}
