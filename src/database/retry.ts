import { setTimeout as sleep } from 'node:timers/promises';
import { RETRYABLE_SQLSTATES, toSqlState, UNIQUE_VIOLATION } from './sqlstate.js';

/** The longest wait before a retry. Its length is random, so that two rivals do not meet again. */
const MAX_WAIT_MS = 30;

/** Runs a statement again when it fails with one of these SQLSTATEs, up to `attempts` times in all. */
export async function retryOnSqlState<T>(
  statement: () => Promise<T>,
  sqlStates: readonly string[],
  attempts: number,
): Promise<T> {
  try {
    return await statement();
  } catch (error) {
    if (attempts === 1 || !sqlStates.includes(toSqlState(error))) throw error;
    await sleep(Math.random() * MAX_WAIT_MS);
    return retryOnSqlState(statement, sqlStates, attempts - 1);
  }
}

/** Retries once after a transient failure; the failed attempt changed nothing. */
export function retryOnTransientConflict<T>(statement: () => Promise<T>): Promise<T> {
  return retryOnSqlState(statement, RETRYABLE_SQLSTATES, 2);
}

/**
 * Retries an upsert that met a concurrent one. `ON CONFLICT (id)` covers the key only: of two statements
 * that create the same row at once, the slower one may violate another unique constraint first. When it
 * runs again, the row exists and is updated. A conflict that stays is a real one.
 */
export function retryOnUniqueViolation<T>(statement: () => Promise<T>): Promise<T> {
  return retryOnSqlState(statement, [UNIQUE_VIOLATION], 5);
}
