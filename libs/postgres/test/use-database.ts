import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import pg from 'pg';
import { DataSource, type MixedList } from 'typeorm';
import { FastLane, type PostgresOptions, toDataSourceOptions } from '#postgres';

/** What the tests of one file get. */
export interface TestDatabase {
  dataSource: DataSource;
  lane: FastLane;
}

/** A busy machine may need seconds for a statement. */
const limits = {
  connectionTimeoutMs: 20_000,
  statementTimeoutMs: 20_000,
  responseDeadlineMs: 25_000,
};

/** Creates a database for the tests of one file, with the tables of these entities. */
export function useDatabase(
  entities: MixedList<new () => object>,
  options: PostgresOptions = {},
): TestDatabase {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const database = {} as TestDatabase;
  beforeAll(async () => {
    await execute(`CREATE DATABASE ${name}`);
    const url = Object.assign(new URL(getServerUrl()), { pathname: name }).href;
    const settings = { databaseUrl: url, limits, ...options };
    const dataSource = new DataSource({ ...toDataSourceOptions(settings), entities });
    await dataSource.initialize();
    await dataSource.synchronize();
    Object.assign(database, { dataSource, lane: new FastLane(dataSource, settings) });
  });
  afterAll(async () => {
    database.lane.onApplicationShutdown();
    await database.dataSource.destroy();
    await execute(`DROP DATABASE ${name} WITH (FORCE)`);
  });
  return database;
}

async function execute(sql: string): Promise<void> {
  const client = new pg.Client(getServerUrl());
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** The PostgreSQL of the test run. */
function getServerUrl(): string {
  const { TEST_SERVER_URL } = process.env;
  if (!TEST_SERVER_URL) throw new Error('TEST_SERVER_URL is not set: see globalSetup.');
  return TEST_SERVER_URL;
}
