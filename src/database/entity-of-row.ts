import type { ObjectLiteral, Repository } from 'typeorm';

/** Builds an entity from a row of `RETURNING *`, as TypeORM builds one from its own queries. */
export function entityOfRow<T extends ObjectLiteral>(repository: Repository<T>, row: object): T {
  const { driver } = repository.manager.connection;
  const entity = repository.create();
  for (const column of repository.metadata.columns) {
    const value: unknown = row[column.databaseName as keyof typeof row];
    column.setEntityValue(entity, driver.prepareHydratedValue(value, column));
  }
  return entity;
}
