import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';

/** An arbitrary number, the same in every instance. */
const STARTUP_LOCK = 4_620_693_217;

const POLL_INTERVAL_MS = 50;

/**
 * Runs work in a transaction that one instance at a time can have. The lock belongs to the transaction,
 * so it also holds behind a proxy that pools by transaction. It is polled: to wait in PostgreSQL would
 * count as a slow statement.
 */
export async function withAdvisoryLock<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  return dataSource.transaction(async (manager) => {
    while (!(await tryLock(manager))) await sleep(POLL_INTERVAL_MS);
    return work(manager);
  });
}

async function tryLock(manager: EntityManager): Promise<boolean> {
  const [{ locked }] = await manager.query<[{ locked: boolean }]>(
    'SELECT pg_try_advisory_xact_lock($1) AS locked',
    [STARTUP_LOCK],
  );
  return locked;
}
