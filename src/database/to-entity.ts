import type { ObjectLiteral, Repository } from 'typeorm';

/** An entity of a row that a statement returned with `RETURNING *`, as TypeORM makes it of a SELECT. */
export function toEntity<Entity extends ObjectLiteral>(
  { metadata, manager }: Repository<Entity>,
  row: Record<string, unknown>,
): Entity {
  const entity = metadata.create() as Entity;
  for (const column of metadata.columns.filter(({ isSelect }) => isSelect)) {
    const value = manager.dataSource.driver.prepareHydratedValue(
      row[column.databaseName],
      column,
    ) as unknown;
    column.setEntityValue(entity, value);
  }
  return entity;
}
