import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { readConfig } from '../src/config.js';
import { createDataSource } from '../src/database/data-source.js';
import { PROBLEM_OF_CONSTRAINT } from '../src/database/database-errors.js';
import { createDatabase, type TestDatabase, TOKEN_SECRET } from './support/app.js';

let database: TestDatabase;
let dataSources: DataSource[];

beforeAll(async () => {
  database = await createDatabase();
  const env = { NODE_ENV: 'production', DATABASE_URL: database.url, TOKEN_SECRET };
  const start = (): Promise<DataSource> => createDataSource(readConfig(env));
  dataSources = await Promise.all([start(), start(), start(), start(), start()]);
});

afterAll(async () => {
  await Promise.all(dataSources.map((dataSource) => dataSource.destroy()));
  await database.drop();
});

describe('The migrations', () => {
  it('run once when five instances start together on an empty database', async () => {
    const [dataSource] = dataSources;
    const run = await dataSource.query<object[]>('SELECT name FROM migrations');
    expect(run).toHaveLength(dataSource.migrations.length);
  });

  it('leave nothing for the entities to ask for', async () => {
    const { upQueries } = await dataSources[0].driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('can be undone and done again', async () => {
    for (let left = dataSources[0].migrations.length; left > 0; left -= 1) {
      await dataSources[0].undoLastMigration();
    }
    expect(await dataSources[0].query(`SELECT to_regclass('items') AS items`)).toEqual([
      { items: null },
    ]);
    await dataSources[0].runMigrations();
    expect(await dataSources[0].query('SELECT * FROM items')).toEqual([]);
  });

  it('make no demo data in production', async () => {
    expect(await dataSources[0].query('SELECT * FROM users')).toEqual([]);
  });
});

describe('The constraints', () => {
  it('that are translated into problems exist by those names', async () => {
    const rows = await dataSources[0].query<{ name: string }[]>(
      'SELECT conname AS name FROM pg_constraint',
    );
    const names = rows.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(PROBLEM_OF_CONSTRAINT)));
  });
});
