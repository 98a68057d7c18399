import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { createApp } from '../../src/app.js';
import { buildConfig, createDatabase, type TestDatabase } from '../support/app.js';

let database: TestDatabase;
let apps: NestFastifyApplication[];
let dataSource: DataSource;

beforeAll(async () => {
  database = await createDatabase();
  const config = buildConfig({ nodeEnv: 'production', databaseUrl: database.url });
  apps = await Promise.all(Array.from({ length: 5 }, () => createApp(config, false)));
  dataSource = apps[0].get(DataSource);
});

afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await database.drop();
});

describe('The migrations', () => {
  it('run once when five instances start together on an empty database', async () => {
    const rows = await dataSource.query<object[]>('SELECT name FROM migrations');
    expect(rows).toHaveLength(dataSource.migrations.length);
  });

  it('create the schema that the entities describe', async () => {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('can be reverted and run again', async () => {
    for (let left = dataSource.migrations.length; left > 0; left -= 1) {
      await dataSource.undoLastMigration();
    }
    const listTables = (): Promise<object[]> =>
      dataSource.query(
        `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'`,
      );
    expect(await listTables()).toEqual([]);
    await dataSource.runMigrations();
    expect(await listTables()).not.toEqual([]);
  });

  it('add no demo data in production', async () => {
    expect(await dataSource.query('SELECT * FROM users')).toEqual([]);
  });
});
