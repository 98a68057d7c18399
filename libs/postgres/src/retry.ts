import { setTimeout as sleep } from 'node:timers/promises';
import type { Statement, UpsertKind } from './pipelined-connection.js';
import { toSqlState, UNIQUE_VIOLATION } from './sqlstate.js';

/** How often a statement is sent in all, by the SQLSTATE with which it failed. A failed attempt changed nothing. */
const ATTEMPTS: Readonly<Partial<Record<string, number>>> = {
  '55P03': Infinity, // it gave up waiting for a lock, so that others need not wait behind it
  '40P01': 4, // deadlock
  '40001': 4, // serialization failure
  '25006': 2, // the server of the connection only reads: a new connection may lead to another
  '0A000': 2, // the prepared plan no longer fits, after a migration
  '26000': 2, // the server forgot the prepared statement
};

/**
 * The same for upserts. `ON CONFLICT (id)` covers the key only: of two statements that create the same row at
 * once, the slower one may violate another unique constraint first (23505). When it is sent again, the row exists
 * and is updated. A conflict that stays is a real one.
 */
const ATTEMPTS_BY_KIND: Record<UpsertKind, typeof ATTEMPTS> = {
  one: { ...ATTEMPTS, [UNIQUE_VIOLATION]: 5 },
  // Then each of its rows is sent by itself.
  many: { ...ATTEMPTS, '55P03': 3, '40P01': 2, '40001': 2, [UNIQUE_VIOLATION]: 2 },
  // Another row was seen to have its unique value, so the conflict is hardly a race.
  rival: { ...ATTEMPTS, [UNIQUE_VIOLATION]: 2 },
};

/** The longest wait before a retry. Its length is random, so that two rivals do not meet again. */
const MAX_WAIT_MS = 30;

/**
 * Sends a statement until it succeeds, fails for another reason, or has failed often enough.
 *
 * @param deadline in milliseconds since 1970: it is not sent again after this time
 */
export async function sendWithRetries<T>(
  send: () => Promise<T>,
  { upsertKind }: Statement,
  deadline: number,
): Promise<T> {
  const attempts = upsertKind ? ATTEMPTS_BY_KIND[upsertKind] : ATTEMPTS;
  const failures = new Map<string, number>();
  for (;;) {
    if (Date.now() > deadline) throw new Error('timeout exceeded before the statement was sent');
    try {
      return await send();
    } catch (error) {
      const state = toSqlState(error);
      const count = (failures.get(state) ?? 0) + 1;
      failures.set(state, count);
      // What violated a unique constraint has waited for its rival already.
      const isOver = state === UNIQUE_VIOLATION && count === 1;
      const waitMs = isOver ? 0 : Math.random() * MAX_WAIT_MS;
      if (count >= (attempts[state] ?? 1) || Date.now() + waitMs > deadline) throw error;
      await sleep(waitMs);
    }
  }
}
