import pg from 'pg';
import type { EntityMetadata } from 'typeorm';
import type { Statement } from './pipelined-connection.js';

export type Column = EntityMetadata['columns'][number];

/** Who may write, as SQL, since it belongs to the statement that writes. The row is `target`. */
export interface WriteAccess<Writer> {
  /** The properties of the writer that the SQL has as $1, $2 and so on. */
  parameters: readonly (keyof Writer)[];
  /** The condition that the writer may write at all. It may lock what it depends on. */
  isWriter: string;
  /** The condition that the writer may write this row. */
  mayWrite: string;
  /** What a new row gets, by the name of the column, such as its owner. */
  newRow: Readonly<Record<string, string>>;
}

/**
 * The statements of one entity. Each is atomic: it checks who writes, and which version, so nothing can happen in
 * between. It returns no row when one of these forbids it.
 *
 * The values of each that writes: those of the access, the id, the ETags of which the row must have one, or null, those
 * that it must not have, or null when it must not exist, and the fields.
 */
export interface VersionedStatements {
  /** What a SELECT returns, by name: a later migration does not change what a prepared statement returns. */
  columns: string;
  /** The columns that a writer sets, in the order of their values. Those of `insert: false` come last. */
  fields: readonly Column[];
  /** How many of them an upsert sets. It keeps the others, which have their default in a new row. */
  upsertedCount: number;
  findOne: Statement;
  /** $1 how many, $2 the id after which they come, then a value of each filter. */
  list: (filters: readonly Column[]) => Statement;
  /** For an entity with a version. Null stands for the default of a column that is not nullable. */
  upsert: Statement;
  /**
   * The same for many rows. Its values have the rows as JSON in place of the id, and whether to write nothing if there
   * are rivals in place of the fields. It takes the rows in the order of their ids, so two of these do not deadlock.
   */
  upsertMany: Statement;
  /**
   * Finds which rows of $1, as JSON, compete for a unique value: `id` wants the one that `rival` has or wants.
   */
  findRivals: Statement;
  /** What that one needs of each row, besides its id. */
  uniqueColumns: readonly Column[];
  /**
   * Its last values: the positions of the fields to change, whether no change is a new version, too, and the value
   * that each of `required` must have.
   */
  update: (required: readonly Column[]) => Statement;
  delete: Statement;
  /** Tells why one of these has returned no row. Its values: those of the access, and a list of ids. */
  explain: Statement;
}

export function createStatements<Writer>(
  metadata: EntityMetadata,
  { parameters, isWriter, mayWrite, newRow }: WriteAccess<Writer>,
): VersionedStatements {
  const [etagColumn] = metadata.findColumnsWithPropertyPath('revision.etag');
  const [updatedAtColumn] = metadata.findColumnsWithPropertyPath('revision.updatedAt');
  const [etag, updatedAt] = [etagColumn, updatedAtColumn].map(toName);
  const version = metadata.versionColumn ? toName(metadata.versionColumn) : '';
  const table = toTableName(metadata);
  const columns = metadata.columns
    .filter(({ isSelect }) => isSelect)
    .map(toName)
    .join(', ');
  const fields = metadata.columns
    .filter(
      ({ isPrimary, isVersion, embeddedMetadata, databaseName }) =>
        !isPrimary &&
        !isVersion &&
        embeddedMetadata !== etagColumn.embeddedMetadata &&
        !(databaseName in newRow),
    )
    .toSorted((one, other) => Number(other.isInsert) - Number(one.isInsert));
  const upserted = fields.filter(({ isInsert }) => isInsert);
  const names = fields.map(toName);
  const upsertedNames = upserted.map(toName);
  const unique = [
    ...metadata.uniques,
    ...metadata.indices.filter(({ isUnique, where }) => isUnique && !where),
  ]
    .map(({ columns }) => columns)
    .filter((columns) => columns.every((column) => upserted.includes(column)));
  const insertedNames = ['id', ...upsertedNames, ...Object.keys(newRow).map(pg.escapeIdentifier)];

  let position = parameters.length;
  const next = (): string => `$${(position += 1)}`;
  const [id, ifMatch, ifNoneMatch] = [next(), next(), next()];
  const unlessRivals = `$${position + 1}`;
  const values = fields.map(next);
  const [given, always] = [next(), next()];
  const rivals =
    unique.flatMap(toRivals).join(' UNION ALL ') || 'SELECT id, id AS rival FROM entry WHERE false';

  const isGiven = fields.map((_, index) => `${index} = ANY (${given}::int[])`);
  const isChanged = fields.map(({ scale }, index) => {
    // As text, since `=` takes 1 month and 30 days for the same, and json has none. A column with a scale rounds.
    const cast = scale === undefined ? '::text' : '';
    return `${isGiven[index]} AND ${names[index]}${cast} IS DISTINCT FROM ${values[index]}${cast}`;
  });
  const isNewVersion = [`${always}::boolean`, ...isChanged].join(' OR ');
  // ETags are compared as text: a client may send one that is not a UUID.
  const isWritable = `id = ${id} AND ${isWriter} AND ${mayWrite}
    AND (${ifMatch}::text[] IS NULL OR ${etag}::text = ANY (${ifMatch}::text[]))
    AND ${etag}::text <> ALL (${ifNoneMatch}::text[])`;

  function toStatement(kind: string, text: string): Statement {
    return { name: `${metadata.tablePath}-${kind}`, text };
  }

  return {
    columns,
    fields,
    upsertedCount: upserted.length,

    findOne: toStatement('find', `SELECT ${columns} FROM ${table} WHERE id = $1`),

    // One range of an index that has the filters and then the id: a deep page costs what the first costs.
    list: (filters) =>
      toStatement(
        ['list', ...filters.map(({ databaseName }) => databaseName)].join('-by-'),
        `SELECT ${columns} FROM ${table}
        WHERE ${filters.map((filter, index) => `${toName(filter)} = $${index + 3} AND`).join(' ')} id > $2
        ORDER BY id LIMIT $1`,
      ),

    upsert: { upsertKind: 'one', ...toStatement('upsert', toUpsert(id, values)) },

    upsertMany: {
      upsertKind: 'many',
      ...toStatement(
        'upsert-many',
        `${toEntries(id)} ${toUpsert(
          'entry.id',
          names.map((name) => `entry.${name}`),
          'FROM (SELECT * FROM entry ORDER BY id) AS entry',
          `AND NOT (${unlessRivals}::boolean AND EXISTS (${rivals}))`,
        )}`,
      ),
    },

    findRivals: toStatement('find-rivals', `${toEntries('$1')} ${rivals}`),

    uniqueColumns: upserted.filter((column) => unique.some((columns) => columns.includes(column))),

    update: (required) =>
      toStatement(
        ['update', ...required.map(({ databaseName }) => databaseName)].join('-if-'),
        `UPDATE ${table} AS target SET
          ${names.map((name, index) => `${name} = CASE WHEN ${isGiven[index]} THEN ${values[index]} ELSE ${name} END,`).join(' ')}
          ${version ? `${version} = ${version} + 1,` : ''}
          ${etag} = CASE WHEN ${isNewVersion} THEN gen_random_uuid() ELSE ${etag} END,
          ${updatedAt} = CASE WHEN ${isNewVersion} THEN now() ELSE ${updatedAt} END
        WHERE ${isWritable}
          ${required.map((column, index) => `AND ${toName(column)} IS NOT DISTINCT FROM $${position + 1 + index}`).join(' ')}
        RETURNING ${columns}`,
      ),

    delete: toStatement(
      'delete',
      `DELETE FROM ${table} AS target WHERE ${isWritable} RETURNING id`,
    ),

    explain: toStatement(
      'explain',
      `SELECT ${isWriter} AS "isWriter", target.id, target.${etag} AS "etag", ${mayWrite} AS "mayWrite"
      FROM (SELECT) AS one LEFT JOIN ${table} AS target ON target.id = ANY (${id})`,
    ),
  };

  /**
   * Says itself whether it created the row: a new one has version 1. To look first would let another client in
   * between. With `If-Match` it creates nothing.
   *
   * @param source where the id and the values come from, unless they are parameters
   * @param condition more of it
   */
  function toUpsert(id: string, values: readonly string[], source = '', condition = ''): string {
    const inserted = upserted.map((column, index) => toInserted(column, values[index]));
    return `INSERT INTO ${table} AS target (${insertedNames.join(', ')})
      SELECT ${[id, ...inserted, ...Object.values(newRow)].join(', ')} ${source}
      WHERE ${isWriter} AND ${ifMatch}::text[] IS NULL ${condition}
      ON CONFLICT (id) DO UPDATE SET
        ${upsertedNames.map((name) => `${name} = excluded.${name},`).join(' ')}
        ${version} = target.${version} + 1,
        ${etag} = gen_random_uuid(),
        ${updatedAt} = now()
      WHERE ${mayWrite} AND target.${etag}::text <> ALL (${ifNoneMatch}::text[])
      RETURNING ${columns}, ${version} = 1 AS "is created"`;
  }

  /** Rows in JSON, with the types of the table. */
  function toEntries(parameter: string): string {
    const rows = `json_populate_recordset(NULL::${table}, ${parameter}::json)`;
    return `WITH entry AS MATERIALIZED (SELECT * FROM ${rows})`;
  }

  function toRivals(columns: readonly Column[]): string[] {
    const isSame = columns.map((column) => `rival.${toName(column)} = entry.${toName(column)}`);
    return [table, 'entry'].map(
      (source) =>
        `SELECT entry.id, rival.id AS rival FROM entry
        JOIN ${source} AS rival ON ${isSame.join(' AND ')} AND rival.id <> entry.id`,
    );
  }

  /** The value of a new row, with the column's default where null is not allowed. */
  function toInserted(column: Column, value: string): string {
    const byDefault = metadata.dataSource.driver.normalizeDefault(column);
    if (column.isNullable || byDefault === undefined) return value;
    // The column of no row: PostgreSQL takes the type of the others from it.
    const typed = `(SELECT ${toName(column)} FROM ${table} WHERE false)`;
    return `COALESCE(${typed}, ${value}, ${byDefault})`;
  }
}

/** Quoted, with its schema if that is known. */
export function toTableName({ tablePath }: EntityMetadata): string {
  return tablePath.split('.').map(pg.escapeIdentifier).join('.');
}

function toName({ databaseName }: Column): string {
  return pg.escapeIdentifier(databaseName);
}
