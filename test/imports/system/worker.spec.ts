import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { logIn } from '../../support/log-in.js';
import { copyTestDatabase, executeSql } from '../../support/app.js';
import { useFaultyPostgres } from '../../support/faulty-postgres.js';
import { PGBOUNCER_AND_REDIS, startTwoInstances } from '../../support/instances.js';
import {
  cleanups,
  newDatabase,
  newFolder,
  type Program,
  startProgram,
} from '../../support/program.js';
import { describeWith } from '../../support/programs.js';
import { TEST_LOGIN } from '../../support/test-users.js';
import { newItem } from '../../items/new-item.js';
import { createImport, toLines, waitForReport } from '../use-imports.js';

const LINES = 250;

/** The second chunk begins with this line. */
const HELD_LINE = 100;

async function start(url: string, env: NodeJS.ProcessEnv = {}): Promise<Program> {
  const settings = { DATABASE_URL: url, RATE_LIMIT: '0', LOG_REQUESTS: 'false', ...env };
  const program = await startProgram(newFolder(), settings);
  await logIn(program.client, TEST_LOGIN.email, TEST_LOGIN.password);
  return program;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  cleanups.push(() => client.end().catch(() => undefined));
  return client;
}

/** An import whose second chunk waits until the transaction of `holder` ends. */
async function createHeldImport(
  program: Program,
  holder: pg.Client,
): Promise<{ path: string; ids: string[] }> {
  const items = Array.from({ length: LINES }, () => newItem());
  await holder.query('BEGIN');
  await holder.query(
    `INSERT INTO items (id, name, price_amount, price_currency, tags, owner_id)
     SELECT $1, $1, 1, 'EUR', '{}', id FROM users LIMIT 1`,
    [items[HELD_LINE].id],
  );
  const { client } = program;
  const path = await createImport(client, toLines(...items));
  const isHeld = async (): Promise<boolean> => {
    const { body } = await client.get<{ processed: number }>(path);
    const { rows } = await holder.query(`SELECT FROM pg_locks WHERE NOT granted`);
    return body.processed === HELD_LINE && rows.length > 0;
  };
  await program.until(isHeld);
  return { path, ids: items.map(({ id }) => id) };
}

/** Expects that the report has each line once, as created, and that each item was written once. */
async function expectAll(
  { client }: Program,
  path: string,
  ids: string[],
  url: string,
): Promise<void> {
  const { counts } = await waitForReport(client, path);
  expect(counts).toEqual({ created: LINES, replaced: 0, failed: 0 });
  const session = await connect(url);
  const { rows } = await session.query<{ version: number }>(
    'SELECT DISTINCT version FROM items WHERE id = ANY ($1)',
    [ids],
  );
  expect(rows).toEqual([{ version: 1 }]);
  const lines = await session.query(
    `SELECT FROM import_lines WHERE import_id = $1 AND status = 201 AND content IS NULL`,
    [path.replace('/imports/', '')],
  );
  expect(lines.rows).toHaveLength(LINES);
}

describe('An import', () => {
  it('goes on in another instance after a kill -9 in the middle, and each line counts once', async () => {
    const { href: url } = await newDatabase(copyTestDatabase);
    const holder = await connect(url);
    const killed = await start(url);
    const { path, ids } = await createHeldImport(killed, holder);
    killed.kill('SIGKILL');
    await killed.exited;
    await holder.query('ROLLBACK');
    const other = await start(url);
    const begin = performance.now();
    await expectAll(other, path, ids, url);
    expect(performance.now() - begin).toBeLessThan(60_000);
  });

  it('goes on at once after a SIGTERM, which finishes the lines under way', async () => {
    const { href: url } = await newDatabase(copyTestDatabase);
    const holder = await connect(url);
    const stopped = await start(url);
    const { path, ids } = await createHeldImport(stopped, holder);
    stopped.kill('SIGTERM');
    await holder.query('ROLLBACK');
    expect(await stopped.exited).toEqual([0, null]);
    const { rows } = await holder.query<{ state: string }>(
      `SELECT state FROM pgboss.job WHERE state < 'completed'`,
    );
    expect(rows.map(({ state }) => state)).not.toContain('active');
    await expectAll(await start(url), path, ids, url);
  });

  it('needs no right but those on the tables', async () => {
    const url = await newDatabase(copyTestDatabase);
    const role = `worker_${url.pathname.slice(1)}`;
    await executeSql(
      `CREATE ROLE ${role} LOGIN PASSWORD 'secret';
       GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, pgboss TO ${role}`,
      url.href,
    );
    const owner = url.href;
    cleanups.push(() => executeSql(`DROP OWNED BY ${role}; DROP ROLE ${role}`, owner));
    Object.assign(url, { username: role, password: 'secret' });
    const program = await start(url.href);
    const path = await createImport(program.client, toLines(newItem()));
    expect((await waitForReport(program.client, path)).counts.created).toBe(1);
    expect(program.output).not.toContain('"error"');
  });

  it('waits for a worker while no instance is one', async () => {
    const { href: url } = await newDatabase(copyTestDatabase);
    const server = await start(url, { WORKER: 'false' });
    const path = await createImport(server.client, toLines(newItem()));
    await start(url);
    expect((await waitForReport(server.client, path)).counts.created).toBe(1);
  });
});

describe('An import while the database is unavailable', () => {
  const postgres = useFaultyPostgres();

  it('is only delayed, and the log has each change once', async () => {
    const program = await start(postgres.url);
    const holder = await postgres.openSession();
    const { path, ids } = await createHeldImport(program, holder);
    await postgres.stop();
    await sleep(10_000);
    await postgres.start();
    await program.until(
      async () => (await program.client.exchange('GET', '/health/ready')).status === 200,
    );
    await expectAll(program, path, ids, postgres.url);
    expect(program.output.match(/The queue waits for the database/g)).toHaveLength(1);
    expect(program.output.match(/The queue goes on/g)).toHaveLength(1);
  });
});

describeWith(PGBOUNCER_AND_REDIS, 'Two instances behind PgBouncer', () => {
  it('share the imports, and each line counts once', async () => {
    const [one, other] = await startTwoInstances();
    const paths: string[] = [];
    for (const { client } of [one, other]) {
      const items = Array.from({ length: LINES }, () => newItem());
      paths.push(await createImport(client, toLines(...items)));
    }
    for (const path of paths) {
      const { counts } = await waitForReport(other.client, path);
      expect(counts).toEqual({ created: LINES, replaced: 0, failed: 0 });
    }
  });
});
