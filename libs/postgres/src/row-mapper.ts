import type { ObjectLiteral, Repository } from 'typeorm';
import { isoTimestamp } from './iso-timestamp.js';

type Column = Repository<ObjectLiteral>['metadata']['columns'][number];
export type Row = Record<string, unknown>;

/** What pg and an entity have alike. The driver converts all other types. */
const PLAIN_TYPES: readonly unknown[] = [
  'text',
  'varchar',
  'uuid',
  'integer',
  'numeric',
  'boolean',
];

/** Makes an entity of a row, with what `@Column()` says, as TypeORM makes it of a SELECT. */
export function createRowMapper<Entity extends ObjectLiteral>({
  metadata,
  manager,
}: Repository<Entity>): (row: Row) => Entity {
  const { driver } = manager.dataSource;
  const convert = (column: Column): ((value: unknown) => unknown) | undefined => {
    const isPlain = !column.transformer && PLAIN_TYPES.includes(column.type);
    // The type parser of `iso-timestamp.ts` has made the text of it.
    if (isPlain || column.transformer === isoTimestamp) return undefined;
    return (value) => driver.prepareHydratedValue(value, column) as unknown;
  };
  const setters = metadata.columns
    .filter(({ isSelect }) => isSelect)
    .map((column) => ({
      name: column.databaseName,
      property: column.propertyName,
      embedded: column.embeddedMetadata?.propertyName,
      convert: convert(column),
    }));
  const embeddeds = metadata.embeddeds.map(({ propertyName, type }) => ({ propertyName, type }));
  const Entity = metadata.target as new () => Record<string, unknown>;
  return (row) => {
    const entity = new Entity();
    for (const { propertyName, type } of embeddeds)
      entity[propertyName] = new (type as new () => object)();
    for (const { name, property, embedded, convert } of setters) {
      const owner = embedded === undefined ? entity : (entity[embedded] as Row);
      const value = row[name];
      owner[property] = convert ? convert(value) : value;
    }
    return entity as Entity;
  };
}
