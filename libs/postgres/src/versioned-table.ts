import type { EntityManager, ObjectLiteral, Repository } from 'typeorm';
import type { FastLane } from './fast-lane.js';
import type { Statement } from './pipelined-connection.js';
import type { Revision } from './revision.js';
import { createRowMapper, type Row } from './row-mapper.js';
import { upsertInOrder, type UpsertResult } from './upsert-in-order.js';
import {
  type Column,
  createStatements,
  type VersionedStatements,
  type WriteAccess,
} from './versioned-statements.js';

/** An entity with a key, and with a version by which clients know it. */
export interface VersionedEntity extends ObjectLiteral {
  id: string;
  revision: Revision;
}

/** The fields of an entity that a client sets; an embedded one may be given in part. */
export type Fields = Readonly<Record<string, unknown>>;

/** Which version may be written. A list has ETags; `any` stands for every version. */
export interface VersionCondition {
  ifMatch?: 'any' | readonly string[];
  ifNoneMatch?: 'any' | readonly string[];
}

/** A row to upsert, among many. */
export interface RowFields {
  id: string;
  fields: Fields;
}

/** Why nothing was written. */
export interface WriteState {
  isWriter: boolean;
  /** What follows is of the row, if it exists. */
  id: string | null;
  etag: string | null;
  mayWrite: boolean | null;
}

/** Which rows to find: up to `limit` of them, from the one after the id `after`. */
interface RowRange {
  after: string | undefined;
  limit: number;
}

export interface TableOptions<Entity, Writer> {
  /** By default, everyone may write. */
  access?: WriteAccess<Writer>;
  /** Each combination of filters of a list. An index has these columns, and then the id. */
  filters?: readonly (readonly (keyof Entity & string)[])[];
}

const EVERYONE: WriteAccess<unknown> = {
  parameters: [],
  isWriter: 'true',
  mayWrite: 'true',
  newRow: {},
};

/** Sorts before all other UUIDs. */
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

/** Reads and writes the rows of one entity by key. What it needs beyond these, a service asks its `Repository`. */
export class VersionedTable<Entity extends VersionedEntity, Writer = void> {
  /** What a SELECT must return, for `select`. */
  readonly columns: string;
  private readonly access: WriteAccess<Writer>;
  private readonly statements: VersionedStatements;
  private readonly toEntity: (row: Row) => Entity;
  private readonly lists = new Map<string, Statement>();
  private readonly updates = new Map<string, Statement>();

  constructor(
    private readonly repository: Repository<Entity>,
    private readonly lane: FastLane,
    { access = EVERYONE, filters = [] }: TableOptions<Entity, Writer> = {},
  ) {
    const { metadata } = repository;
    this.access = access;
    this.statements = createStatements(metadata, access);
    this.columns = this.statements.columns;
    this.toEntity = createRowMapper(repository);
    for (const names of [[], ...filters]) {
      const columns = names
        .toSorted()
        .flatMap((name) => metadata.findColumnsWithPropertyPath(name));
      this.lists.set(toKey(names), this.statements.list(columns));
    }
  }

  async findOne(id: string): Promise<Entity | undefined> {
    const [entity] = await this.select(this.statements.findOne, [id]);
    return entity;
  }

  /** Finds rows in the order of their ids. Filters that are undefined do not count. */
  async list({ after, limit }: RowRange, filter: Fields = {}): Promise<Entity[]> {
    const { metadata } = this.repository;
    const names = Object.keys(filter).filter((name) => filter[name] !== undefined);
    const statement = this.lists.get(toKey(names));
    if (!statement) throw new Error(`No list of ${metadata.name} has the filters ${toKey(names)}.`);
    const firstId = metadata.primaryColumns[0].type === 'uuid' ? NIL_UUID : '';
    const values = names.toSorted().map((name) => filter[name]);
    return this.select(statement, [limit, after ?? firstId, ...values]);
  }

  /** Finds rows by a SELECT of the application's own, which returns `columns`. */
  async select(statement: Statement, values: readonly unknown[]): Promise<Entity[]> {
    return (await this.lane.read<Row>(statement, values)).map(this.toEntity);
  }

  /**
   * Creates the row, or replaces its fields; undefined when neither is allowed. An absent field becomes null, if it may
   * be. `ifMatch` names a version that exists, so with it no row is created.
   */
  async upsert(
    id: string,
    fields: Fields,
    writer: Writer,
    condition: VersionCondition = {},
  ): Promise<{ entity: Entity; created: boolean } | undefined> {
    if (condition.ifMatch) {
      const options = { isNewVersion: true, isWhole: true };
      const entity = await this.update(id, fields, writer, condition, options);
      return entity && { entity, created: false };
    }
    const values = this.toUpsertValues(id, fields, writer, condition);
    const [row] = await this.lane.write<Row>(this.statements.upsert, values);
    return row && this.toUpserted(row);
  }

  /**
   * Upserts rows with the results of one `upsert` after the other, most of them in one statement. None undoes another.
   *
   * @param manager a transaction for all of it; without one, each statement is one
   * @returns for each row, what `upsert` returns or throws
   * @throws the error of a database that can decide none of them, and that of a transaction that cannot go on
   */
  async upsertMany(
    rows: readonly RowFields[],
    writer: Writer,
    { ifNoneMatch }: Pick<VersionCondition, 'ifNoneMatch'> = {},
    manager?: EntityManager,
  ): Promise<UpsertResult<Entity>[]> {
    const { upsert, upsertMany, findRivals, uniqueColumns } = this.statements;
    const deadline = this.lane.newDeadline();
    const write = (statement: Statement, values: readonly unknown[]): Promise<Row[]> =>
      this.write(statement, values, { manager, deadline });
    return upsertInOrder<RowFields, Entity>(rows, {
      isTransaction: manager !== undefined,
      findRivals: async (all) => {
        const found = await write(findRivals, [this.toJson(all, uniqueColumns)]);
        return found.flatMap(({ id, rival }) => [String(id), String(rival)]);
      },
      upsertAll: async (some, unlessRivals) => {
        const values = this.toValues(this.toJson(some), writer, { ifNoneMatch });
        const found = await write(upsertMany, [...values, unlessRivals]);
        return new Map(found.map((row) => [String(row.id), this.toUpserted(row)]));
      },
      upsertOne: async ({ id, fields }, upsertKind) => {
        const values = this.toUpsertValues(id, fields, writer, { ifNoneMatch });
        const [row] = await write({ ...upsert, upsertKind }, values);
        return row && this.toUpserted(row);
      },
    });
  }

  /** Replaces the fields that have a value, which may be null, and makes a new version. */
  replace(
    id: string,
    fields: Fields,
    writer: Writer,
    condition?: VersionCondition,
  ): Promise<Entity | undefined> {
    return this.update(id, fields, writer, condition, { isNewVersion: true });
  }

  /**
   * The same, but when no field gets another value, the version and the time of the last change stay.
   *
   * @param onlyIf the values that fields must have, such as `{ cancelledAt: null }`; otherwise nothing is written
   */
  patch(
    id: string,
    changes: Fields,
    writer: Writer,
    condition?: VersionCondition,
    onlyIf?: Partial<Entity>,
  ): Promise<Entity | undefined> {
    return this.update(id, changes, writer, condition, { isNewVersion: false, onlyIf });
  }

  /** Whether the row was deleted. */
  async delete(id: string, writer: Writer, condition: VersionCondition = {}): Promise<boolean> {
    const values = this.toValues(id, writer, condition);
    return (await this.lane.write(this.statements.delete, values)).length > 0;
  }

  /** Looks up why nothing was written. The decision is made; this is only its reason. */
  async explain(id: string, writer: Writer): Promise<WriteState> {
    const [state] = await this.lane.write<WriteState>(this.statements.explain, [
      ...this.toAccessValues(writer),
      [id],
    ]);
    return state;
  }

  /** The same for many rows, by id. */
  async explainMany(
    ids: readonly string[],
    writer: Writer,
    manager?: EntityManager,
  ): Promise<(id: string) => WriteState> {
    const values = [...this.toAccessValues(writer), ids];
    const states = await this.write<WriteState>(this.statements.explain, values, { manager });
    const [{ isWriter }] = states;
    const byId = new Map(states.map((state) => [state.id, state]));
    return (id) => byId.get(id) ?? { isWriter, id: null, etag: null, mayWrite: null };
  }

  private async update(
    id: string,
    fields: Fields,
    writer: Writer,
    condition: VersionCondition = {},
    {
      isNewVersion,
      isWhole = false,
      onlyIf = {},
    }: { isNewVersion: boolean; isWhole?: boolean; onlyIf?: Partial<Entity> },
  ): Promise<Entity | undefined> {
    const names = Object.keys(onlyIf).toSorted();
    const required = names.flatMap((name) =>
      this.repository.metadata.findColumnsWithPropertyPath(name),
    );
    const key = toKey(names);
    const statement = this.updates.get(key) ?? this.statements.update(required);
    this.updates.set(key, statement);
    const { fields: columns, upsertedCount } = this.statements;
    const values = this.toParameters(fields).map((value, index) => {
      const isCleared = isWhole && index < upsertedCount && columns[index].isNullable;
      return value === undefined && isCleared ? null : value;
    });
    const [row] = await this.lane.write<Row>(statement, [
      ...this.toValues(id, writer, condition),
      ...values,
      [...values.keys()].filter((index) => values[index] !== undefined),
      isNewVersion,
      ...this.toParameters(onlyIf, required),
    ]);
    return row && this.toEntity(row);
  }

  private write<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    { manager, deadline }: { manager?: EntityManager; deadline?: number },
  ): Promise<Row[]> {
    if (!manager) return this.lane.write(statement, values, deadline);
    // Under a savepoint, so that the transaction goes on after an error.
    return manager.transaction((inner) => inner.query<Row[]>(statement.text, [...values]));
  }

  private toUpserted(row: Row): { entity: Entity; created: boolean } {
    return { entity: this.toEntity(row), created: row['is created'] === true };
  }

  private toUpsertValues(
    id: string,
    fields: Fields,
    writer: Writer,
    condition: VersionCondition,
  ): unknown[] {
    return [
      ...this.toValues(id, writer, condition),
      ...this.toParameters(fields, this.upsertedColumns),
    ];
  }

  /** Rows in JSON, by the names of the columns. */
  private toJson(rows: readonly RowFields[], columns = this.upsertedColumns): string {
    const names = columns.map(({ databaseName }) => databaseName);
    return JSON.stringify(
      rows.map(({ id, fields }) => {
        const values = this.toParameters(fields, columns);
        const entries = values.map((value, index) => [
          names[index],
          toJsonValue(value, columns[index]),
        ]);
        return { id, ...(Object.fromEntries(entries) as object) };
      }),
    );
  }

  /** @throws Error when an upsert could not tell whether it created */
  private get upsertedColumns(): readonly Column[] {
    const { name, versionColumn } = this.repository.metadata;
    if (!versionColumn) throw new Error(`${name} needs a @VersionColumn.`);
    return this.statements.fields.slice(0, this.statements.upsertedCount);
  }

  private toValues(
    id: string,
    writer: Writer,
    { ifMatch, ifNoneMatch = [] }: VersionCondition,
  ): unknown[] {
    return [
      ...this.toAccessValues(writer),
      id,
      ifMatch === 'any' ? null : ifMatch,
      // No comparison with null is true.
      ifNoneMatch === 'any' ? null : ifNoneMatch,
    ];
  }

  private toAccessValues(writer: Writer): unknown[] {
    return this.access.parameters.map((name) => writer[name]);
  }

  /** The values of the columns, as the driver takes them; undefined for a field that is absent. */
  private toParameters(fields: Fields, columns = this.statements.fields): unknown[] {
    const { driver } = this.repository.manager.dataSource;
    return columns.map((column) => {
      const value = column.propertyPath.split('.').reduce<unknown>(readMember, fields);
      return value === undefined
        ? value
        : (driver.preparePersistentValue(value, column) as unknown);
    });
  }
}

/** An embedded object that is null clears all its fields. */
function readMember(object: unknown, name: string): unknown {
  return object === null ? null : (object as Fields | undefined)?.[name];
}

/** What PostgreSQL reads as the driver's value of a column. */
function toJsonValue(value: unknown, { type }: Column): unknown {
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`;
  const isJson = (type === 'json' || type === 'jsonb') && typeof value === 'string';
  return isJson ? (JSON.parse(value) as unknown) : value;
}

function toKey(names: readonly string[]): string {
  return names.toSorted().join(', ');
}
