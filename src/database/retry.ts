import { sqlState } from './database-errors.js';

const UNIQUE_VIOLATION = '23505';

/**
 * Runs an upsert again when it stumbled over another that was under way. `ON CONFLICT (id)`
 * guards the key alone: of two statements that create the same item at once, the slower may meet
 * the other's row first in the index on another unique column. By the next
 * attempt the row is there to be updated. A conflict that stays is the caller's.
 */
export async function retryRace<T>(statement: () => Promise<T>, attempts = 5): Promise<T> {
  try {
    return await statement();
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION || attempts === 1) throw error;
    return retryRace(statement, attempts - 1);
  }
}
