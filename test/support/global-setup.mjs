import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../dist/embedded-postgres/embedded-postgres.js';

/** Starts one PostgreSQL for the run, unless DATABASE_URL names one, and the record of responses. */
export default async function setUp() {
  process.env.NODE_ENV = 'test';
  process.env.CONTRACT_FOLDER = await mkdtemp(join(tmpdir(), 'contract-'));
  if (process.env.DATABASE_URL) {
    process.env.TEST_SERVER_URL = process.env.DATABASE_URL;
    return;
  }
  // Nothing here outlives the run, so nothing has to survive a power cut.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  globalThis.testServer = await startEmbeddedPostgres({ settings });
  process.env.TEST_SERVER_URL = globalThis.testServer.url;
}
