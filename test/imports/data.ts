import type { EntityManager } from 'typeorm';
import { DONE_ID, WAITING_ID } from '../../src/imports/dto/import.params.js';
import { Import, ImportLine } from '../../src/imports/import.entity.js';
import { TEST_USERS } from '../support/test-users.js';

const [{ id: ownerId }] = TEST_USERS;

/** The imports of the database that each test file gets a copy of. No worker has a job of the one that waits. */
export async function insertData(manager: EntityManager): Promise<void> {
  const imported = { ownerId, createsOnly: false, total: 1 };
  await manager.insert(Import, [
    { ...imported, id: WAITING_ID },
    { ...imported, id: DONE_ID, processed: 1, lastLine: 1, created: 1, finishedAt: () => 'now()' },
  ]);
  await manager.insert(ImportLine, {
    importId: DONE_ID,
    line: 1,
    itemId: 'desk-lamp',
    status: 201,
  });
}
