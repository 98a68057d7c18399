import type { ObjectLiteral, Repository } from 'typeorm';
import type { Statement } from './send-statement.js';

type Column = Repository<ObjectLiteral>['metadata']['columns'][number];

/** Who may write, as SQL about the row `target`. */
export interface AccessSql {
  /** The condition that the writer may write at all. It may lock what it depends on. */
  isWriter: string;
  /** The condition that the writer may write this row. */
  mayWrite: string;
  /** What a new row gets, by the name of the column, such as its owner. */
  newRow: Readonly<Record<string, string>>;
}

/** Makes the SQL of an access; the placeholders, such as `$4`, stand for its values. */
export type BuildAccessSql = (placeholders: readonly string[]) => AccessSql;

/** These have no operator `=`. */
const WITHOUT_EQUALITY: readonly unknown[] = ['json', 'xml', 'point', 'polygon', 'path'];

/** The placeholders of a statement, in the order in which its values are passed. */
class Placeholders {
  private count = 0;

  next(): string {
    this.count += 1;
    return `$${this.count}`;
  }

  take(count: number): string[] {
    return Array.from({ length: count }, () => this.next());
  }
}

/**
 * The statements of one entity, made once of its metadata. Each is atomic: it checks who writes, and which version,
 * so nothing can happen in between. It returns no row when one of these forbids it.
 */
export class VersionedStatements {
  /** What a SELECT returns, by name: a later migration does not change what a prepared statement returns. */
  readonly columns: string;
  /** The columns that a client sets, in the order of their values. */
  readonly fields: readonly Column[];
  private readonly table: string;
  private readonly etag: string;
  private readonly updatedAt: string;
  private readonly version: string | undefined;

  constructor(
    private readonly metadata: Repository<ObjectLiteral>['metadata'],
    private readonly buildAccess: BuildAccessSql,
    private readonly accessValueCount: number,
  ) {
    const { columns, versionColumn, updateDateColumn } = metadata;
    const { newRow } = this.access(new Placeholders());
    const etag = columns.find(({ propertyPath }) => propertyPath === 'revision.etag');
    if (!etag || !updateDateColumn) throw new Error(`${metadata.name} needs an embedded Revision.`);
    this.table = metadata.tablePath.split('.').map(quote).join('.');
    this.columns = columns
      .filter(({ isSelect }) => isSelect)
      .map(toName)
      .join(', ');
    this.fields = columns.filter(
      (column) =>
        !column.isPrimary &&
        !column.isVersion &&
        column.embeddedMetadata !== etag.embeddedMetadata &&
        !(column.databaseName in newRow),
    );
    this.etag = toName(etag);
    this.updatedAt = toName(updateDateColumn);
    this.version = versionColumn && toName(versionColumn);
  }

  /** $1 the id */
  findOne(): Statement {
    return this.toStatement('find', `SELECT ${this.columns} FROM ${this.table} WHERE id = $1`);
  }

  /**
   * $1 how many, $2 the id after which they come, then a value of each filter
   *
   * One range of an index that has the filters and then the id: a deep page costs what the first costs.
   */
  list(filters: readonly Column[]): Statement {
    const conditions = filters.map((column, index) => `${toName(column)} = $${index + 3} AND `);
    return this.toStatement(
      ['list', ...filters.map(({ databaseName }) => databaseName)].join('-by-'),
      `SELECT ${this.columns} FROM ${this.table} WHERE ${conditions.join('')}id > $2 ORDER BY id LIMIT $1`,
    );
  }

  /**
   * $1 the id, $2 the ETags that the row must not have, or null when it must not exist, then who writes, then the
   * fields, where null stands for the default of a column that is not nullable
   *
   * The statement itself says whether it created the row: a new one has version 1. To look first would let another
   * client in between.
   */
  upsert(): Statement {
    if (!this.version)
      throw new Error(`${this.metadata.name} needs a @VersionColumn to be upserted.`);
    const placeholders = new Placeholders();
    const [id, unwanted] = placeholders.take(2);
    const { isWriter, mayWrite, newRow } = this.access(placeholders);
    const { driver } = this.metadata.dataSource;
    const fields = this.fields.map((column) => {
      const placeholder = placeholders.next();
      const value = column.isNullable ? undefined : driver.normalizeDefault(column);
      if (value === undefined) return placeholder;
      // The column of no row: PostgreSQL takes the type of the others from it.
      const typed = `(SELECT ${toName(column)} FROM ${this.table} WHERE false)`;
      return `COALESCE(${typed}, ${placeholder}, ${value})`;
    });
    const names = this.fields.map(toName);
    return {
      isUpsert: true,
      ...this.toStatement(
        'upsert',
        `INSERT INTO ${this.table} AS target (id, ${[...names, ...Object.keys(newRow).map(quote)].join(', ')})
         SELECT ${[id, ...fields, ...Object.values(newRow)].join(', ')}
         WHERE ${isWriter}
         ON CONFLICT (id) DO UPDATE SET
           ${names.map((name) => `${name} = excluded.${name}, `).join('')}
           ${this.version} = target.${this.version} + 1,
           ${this.etag} = gen_random_uuid(),
           ${this.updatedAt} = now()
         WHERE ${mayWrite} AND target.${this.etag}::text <> ALL (${unwanted}::text[])
         RETURNING ${this.columns}, ${this.version} = 1 AS "is created"`,
      ),
    };
  }

  /**
   * $1 the id, $2 the ETags of which the row must have one, or null, $3 those that it must not have, or null when it
   * must not exist, then who writes, then the names of the columns to change, whether to make a new version though
   * nothing changes, and the fields
   */
  update(): Statement {
    const placeholders = new Placeholders();
    const where = this.whereWritable(placeholders);
    const [given, always] = placeholders.take(2);
    const fields = this.fields.map((column) => {
      const [name, value] = [toName(column), placeholders.next()];
      const isGiven = `'${column.databaseName}' = ANY (${given}::text[])`;
      const cast = WITHOUT_EQUALITY.includes(column.type) ? '::text' : '';
      return {
        assignment: `${name} = CASE WHEN ${isGiven} THEN ${value} ELSE ${name} END, `,
        isChanged: `${isGiven} AND ${name}${cast} IS DISTINCT FROM ${value}${cast}`,
      };
    });
    const isChanged = [`${always}::boolean`, ...fields.map((field) => field.isChanged)].join(
      ' OR ',
    );
    return this.toStatement(
      'update',
      `UPDATE ${this.table} AS target SET
         ${fields.map(({ assignment }) => assignment).join('')}
         ${this.version ? `${this.version} = ${this.version} + 1,` : ''}
         ${this.etag} = CASE WHEN ${isChanged} THEN gen_random_uuid() ELSE ${this.etag} END,
         ${this.updatedAt} = CASE WHEN ${isChanged} THEN now() ELSE ${this.updatedAt} END
       WHERE ${where}
       RETURNING ${this.columns}`,
    );
  }

  /** $1 to $3 as those of `update`, then who writes */
  delete(): Statement {
    const where = this.whereWritable(new Placeholders());
    return this.toStatement(
      'delete',
      `DELETE FROM ${this.table} AS target WHERE ${where} RETURNING id`,
    );
  }

  /** $1 the id, then who writes. Tells why one of the statements above has returned no row. */
  explain(): Statement {
    const placeholders = new Placeholders();
    const id = placeholders.next();
    const { isWriter, mayWrite } = this.access(placeholders);
    return this.toStatement(
      'explain',
      `SELECT ${isWriter} AS "isWriter", target.${this.etag} AS "etag", ${mayWrite} AS "mayWrite"
       FROM (SELECT) AS one LEFT JOIN ${this.table} AS target ON target.id = ${id}`,
    );
  }

  /** ETags are compared as text: a client may send one that is not a UUID. */
  private whereWritable(placeholders: Placeholders): string {
    const [id, wanted, unwanted] = placeholders.take(3);
    const { isWriter, mayWrite } = this.access(placeholders);
    return `id = ${id} AND ${mayWrite} AND ${isWriter}
         AND (${wanted}::text[] IS NULL OR ${this.etag}::text = ANY (${wanted}::text[]))
         AND ${this.etag}::text <> ALL (${unwanted}::text[])`;
  }

  private access(placeholders: Placeholders): AccessSql {
    return this.buildAccess(placeholders.take(this.accessValueCount));
  }

  private toStatement(kind: string, text: string): Statement {
    return { name: `${this.table}-${kind}`, text };
  }
}

function toName({ databaseName }: Column): string {
  return quote(databaseName);
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
