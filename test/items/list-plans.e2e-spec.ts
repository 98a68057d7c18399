import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { Client } from '#contract-testing';
import { FastLane } from '#postgres';
import { copyTestDatabase, executeSql, startApp, type TestDatabase } from '../support/app.js';
import { TEST_USERS } from '../support/test-users.js';

/* Each combination of filters is one range of an index, so that a page costs the same in a table of any size. */

const [ONE, OTHER] = TEST_USERS.map(({ id }) => id);

/** One of fifty items is of the first owner, and one of three has a tag. */
const FILL = `
  INSERT INTO items (id, name, price_amount, price_currency, tags, owner_id)
  SELECT 'item-' || lpad(n::text, 5, '0'), 'Item ' || n, 1, 'EUR', ARRAY['tag-' || n % 3],
    (CASE n % 50 WHEN 0 THEN '${ONE}' ELSE '${OTHER}' END)::uuid
  FROM generate_series(1, 20000) AS n;
  ANALYZE`;

const PAGE = 20;

/** As often as it takes until PostgreSQL may plan a prepared statement without its values. */
const EXECUTIONS = 10;

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

const client = new Client();
let database: TestDatabase;
let app: NestFastifyApplication;
let session: pg.Client;

beforeAll(async () => {
  database = await copyTestDatabase();
  await executeSql(FILL, database.url);
  app = await startApp(database.url, client);
  session = new pg.Client(database.url);
  await session.connect();
});

afterAll(async () => {
  client.close();
  await session.end();
  await app.close();
  await database.drop();
});

/** The last statement that a request sends, and its values. */
async function captureStatement(path: string): Promise<[text: string, values: unknown[]]> {
  const lane = app.get(FastLane);
  const sent: [string, unknown[]][] = [];
  lane.read = (statement, values) => {
    sent.push([statement.text, [...values]]);
    return FastLane.prototype.read.call(lane, statement, values) as Promise<never>;
  };
  expect((await client.get(path)).status).toBe(200);
  const last = sent.at(-1);
  if (!last) throw new Error('No statement was sent.');
  return last;
}

/** What reads a table in the plan of a statement that was executed several times. */
async function explain(text: string, values: unknown[]): Promise<PlanNode[]> {
  const literals = values.map((value) => pg.escapeLiteral(String(value))).join(', ');
  await session.query(`PREPARE list AS ${text}`);
  for (let count = 0; count < EXECUTIONS; count += 1) {
    await session.query(`EXECUTE list (${literals})`);
  }
  const { rows } = await session.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE list (${literals})`,
  );
  await session.query('DEALLOCATE list');
  const findScans = (node: PlanNode): PlanNode[] =>
    node['Relation Name'] ? [node] : (node.Plans ?? []).flatMap(findScans);
  return findScans(rows[0]['QUERY PLAN'][0].Plan);
}

describe.each([
  '/items?',
  `/items?ownerId=${ONE}&`,
  '/items?tag=tag-1&',
  `/items?ownerId=${ONE}&tag=tag-1&`,
  `/users/${ONE}/items?`,
])('GET %s', (list) => {
  it('200 from one range of an index, for the first page and for one in the middle', async () => {
    const first = `${list}limit=${PAGE}`;
    const { body } = await client.get<{ nextCursor: string }>(`${list}limit=100`);
    for (const path of [first, `${first}&cursor=${body.nextCursor}`]) {
      const scans = await explain(...(await captureStatement(path)));
      expect(scans.length).toBeGreaterThan(0);
      for (const scan of scans) {
        expect(scan['Node Type']).toMatch(/^Index (?:Only )?Scan$/);
        expect(scan['Rows Removed by Filter']).toBeUndefined();
        // One more than the page tells whether there is another page.
        expect(Math.round(scan['Actual Rows'] * scan['Actual Loops'])).toBeLessThanOrEqual(
          PAGE + 1,
        );
      }
    }
  });
});
