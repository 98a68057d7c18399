import { DONE_ID, WAITING_ID } from '../src/imports/dto/import.params.js';
import { DEMO_USERS } from './demo-users.js';

const [{ id: ownerId }] = DEMO_USERS;

/** One that no worker has a job of, so that it waits for ever, and one that is done, and kept. */
export const DEMO_IMPORTS = [
  { id: WAITING_ID, ownerId, createsOnly: false, total: 2 },
  {
    id: DONE_ID,
    ownerId,
    createsOnly: false,
    total: 1,
    processed: 1,
    lastLine: 1,
    created: 1,
    finishedAt: '2100-01-01T00:00:00.000Z',
  },
];

export const DEMO_REPORT = [{ importId: DONE_ID, line: 1, itemId: 'desk-lamp', status: 201 }];
