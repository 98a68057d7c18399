import type { EntityMetadata, ObjectLiteral, Repository } from 'typeorm';
import { isoTimestamp } from './iso-timestamp.js';
import type { Column } from './versioned-statements.js';

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
  metadata: { target, ownColumns, embeddeds },
  manager: {
    dataSource: { driver },
  },
}: Repository<Entity>): (row: Row) => Entity {
  return createMapper(target, ownColumns, embeddeds) as (row: Row) => Entity;

  function createMapper(
    type: unknown,
    columns: readonly Column[],
    embeddeds: EntityMetadata['embeddeds'],
  ): (row: Row) => Row {
    const Class = type as new () => Row;
    const setters = columns
      .filter(({ isSelect }) => isSelect)
      .map((column) => ({
        property: column.propertyName,
        name: column.databaseName,
        convertedColumn: isConverted(column) ? column : undefined,
      }));
    const parts = embeddeds.map((embedded) => ({
      name: embedded.propertyName,
      map: createMapper(embedded.type, embedded.columns, embedded.embeddeds),
    }));
    return (row) => {
      const object = new Class();
      for (const { property, name, convertedColumn } of setters) {
        const value = row[name];
        object[property] = convertedColumn
          ? driver.prepareHydratedValue(value, convertedColumn)
          : value;
      }
      for (const { name, map } of parts) object[name] = map(row);
      return object;
    };
  }
}

/** The type parser of `iso-timestamp.ts` has made the text of a time. */
function isConverted({ transformer, type }: Column): boolean {
  return transformer !== isoTimestamp && Boolean(transformer || !PLAIN_TYPES.includes(type));
}
