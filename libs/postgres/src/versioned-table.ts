import type { ObjectLiteral, Repository } from 'typeorm';
import type { FastLane } from './fast-lane.js';
import type { Revision } from './revision.js';
import { createRowMapper, type Row } from './row-mapper.js';
import type { Statement } from './send-statement.js';
import { type BuildAccessSql, VersionedStatements } from './versioned-statements.js';

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

/** Who may write. The application gives it as SQL, since it belongs to the statement that writes. */
export interface WriteAccess<Writer> {
  toValues: (writer: Writer) => readonly unknown[];
  /** How many values there are. */
  valueCount: number;
  buildSql: BuildAccessSql;
}

/** Why nothing was written. */
export interface WriteState {
  isWriter: boolean;
  /** Of the row, if it exists. */
  etag: string | null;
  mayWrite: boolean | null;
}

/** Which rows to find: up to `limit` of them, from the one after the id `after`. */
export interface RowRange {
  after: string | undefined;
  limit: number;
}

export interface TableOptions<Entity, Writer> {
  /** By default, everyone may write. */
  access?: WriteAccess<Writer>;
  /** Each combination of filters of a list. An index has these columns, and then the id. */
  filters?: readonly (readonly (keyof Entity & string)[])[];
  /** An id that sorts before all others; the empty text by default. */
  firstId?: string;
}

const EVERYONE: WriteAccess<unknown> = {
  toValues: () => [],
  valueCount: 0,
  buildSql: () => ({ isWriter: 'true', mayWrite: 'true', newRow: {} }),
};

/** Reads and writes the rows of one entity by key. What it needs beyond these, a service asks its `Repository`. */
export class VersionedTable<Entity extends VersionedEntity, Writer = void> {
  private readonly access: WriteAccess<Writer>;
  private readonly statements: VersionedStatements;
  private readonly toEntity: (row: Row) => Entity;
  private readonly toParameters: (fields: Fields) => unknown[];
  private readonly lists = new Map<string, Statement>();
  private readonly prepared = new Map<string, Statement>();

  constructor(
    private readonly repository: Repository<Entity>,
    private readonly lane: FastLane,
    private readonly options: TableOptions<Entity, Writer> = {},
  ) {
    const { access = EVERYONE, filters = [] } = options;
    this.access = access;
    const { metadata } = repository;
    this.statements = new VersionedStatements(metadata, access.buildSql, access.valueCount);
    this.toEntity = createRowMapper(repository);
    this.toParameters = createParameterMapper(repository, this.statements.fields);
    for (const combination of [[], ...filters]) {
      const columns = toSorted(combination).map(
        (name) => metadata.findColumnsWithPropertyPath(name)[0],
      );
      this.lists.set(toKey(combination), this.statements.list(columns));
    }
  }

  async findOne(id: string): Promise<Entity | undefined> {
    const [row] = await this.lane.read<Row>(this.get('findOne'), [id]);
    return row && this.toEntity(row);
  }

  /** Finds rows in the order of their ids. Filters that are undefined do not count. */
  async list(
    { after = this.options.firstId ?? '', limit }: RowRange,
    filter: Fields = {},
  ): Promise<Entity[]> {
    const names = Object.keys(filter).filter((name) => filter[name] !== undefined);
    const statement = this.lists.get(toKey(names));
    if (!statement)
      throw new Error(
        `No list of ${this.repository.metadata.name} has the filters ${names.join(', ')}.`,
      );
    const values = [limit, after, ...toSorted(names).map((name) => filter[name])];
    return (await this.lane.read<Row>(statement, values)).map(this.toEntity);
  }

  /** Finds rows by a SELECT of the application's own; `buildText` gets the columns that it must return. */
  async select(
    name: string,
    buildText: (columns: string) => string,
    values: readonly unknown[],
  ): Promise<Entity[]> {
    const statement = this.remember(name, () => ({
      name,
      text: buildText(this.statements.columns),
    }));
    return (await this.lane.read<Row>(statement, values)).map(this.toEntity);
  }

  /**
   * Creates the row, or replaces its fields; undefined when neither is allowed. `ifMatch` names a version that
   * exists, so with it no row is created.
   */
  async upsert(
    id: string,
    fields: Fields,
    writer: Writer,
    condition: VersionCondition = {},
  ): Promise<{ entity: Entity; created: boolean } | undefined> {
    if (condition.ifMatch) {
      const entity = await this.replace(id, fields, writer, condition);
      return entity && { entity, created: false };
    }
    const [row] = await this.lane.write<Row>(this.get('upsert'), [
      id,
      toUnwanted(condition.ifNoneMatch),
      ...this.access.toValues(writer),
      ...this.toParameters(fields),
    ]);
    return row && { entity: this.toEntity(row), created: row['is created'] === true };
  }

  /** Replaces the fields that have a value, which may be null, and makes a new version. */
  replace(
    id: string,
    fields: Fields,
    writer: Writer,
    condition?: VersionCondition,
  ): Promise<Entity | undefined> {
    return this.update(id, fields, writer, condition, true);
  }

  /** The same, but when no field gets another value, the version and the time of the last change stay. */
  patch(
    id: string,
    changes: Fields,
    writer: Writer,
    condition?: VersionCondition,
  ): Promise<Entity | undefined> {
    return this.update(id, changes, writer, condition, false);
  }

  /** Whether the row was deleted. */
  async delete(id: string, writer: Writer, condition: VersionCondition = {}): Promise<boolean> {
    const values = this.toWriteValues(id, writer, condition);
    return (await this.lane.write(this.get('delete'), values)).length > 0;
  }

  /** Looks up why nothing was written. The decision is made; this is only its reason. */
  async explain(id: string, writer: Writer): Promise<WriteState> {
    const values = [id, ...this.access.toValues(writer)];
    const [state] = await this.lane.write<WriteState>(this.get('explain'), values);
    return state;
  }

  private async update(
    id: string,
    fields: Fields,
    writer: Writer,
    condition: VersionCondition = {},
    isNewVersion: boolean,
  ): Promise<Entity | undefined> {
    const values = this.toParameters(fields);
    const given = this.statements.fields.filter((_, index) => values[index] !== undefined);
    const [row] = await this.lane.write<Row>(this.get('update'), [
      ...this.toWriteValues(id, writer, condition),
      given.map(({ databaseName }) => databaseName),
      isNewVersion,
      ...values,
    ]);
    return row && this.toEntity(row);
  }

  private toWriteValues(
    id: string,
    writer: Writer,
    { ifMatch, ifNoneMatch }: VersionCondition,
  ): unknown[] {
    const wanted = ifMatch === 'any' ? undefined : ifMatch;
    return [id, wanted, toUnwanted(ifNoneMatch), ...this.access.toValues(writer)];
  }

  private get(kind: 'findOne' | 'upsert' | 'update' | 'delete' | 'explain'): Statement {
    return this.remember(kind, () => this.statements[kind]());
  }

  private remember(name: string, build: () => Statement): Statement {
    let statement = this.prepared.get(name);
    if (!statement) this.prepared.set(name, (statement = build()));
    return statement;
  }
}

/** Null when the row must not exist: then no comparison is true. */
function toUnwanted(ifNoneMatch: VersionCondition['ifNoneMatch']): readonly string[] | null {
  return ifNoneMatch === 'any' ? null : (ifNoneMatch ?? []);
}

function toSorted(names: readonly string[]): string[] {
  return names.toSorted();
}

function toKey(names: readonly string[]): string {
  return toSorted(names).join();
}

/** The values of the columns, as the driver takes them; undefined for a field that is absent. */
function createParameterMapper<Entity extends ObjectLiteral>(
  { manager }: Repository<Entity>,
  columns: VersionedStatements['fields'],
): (fields: Fields) => unknown[] {
  const { driver } = manager.dataSource;
  const getters = columns.map((column) => {
    const { propertyName, embeddedMetadata } = column;
    const embedded = embeddedMetadata?.propertyName;
    return (fields: Fields): unknown => {
      const owner = embedded === undefined ? fields : ((fields[embedded] ?? {}) as Fields);
      const value = owner[propertyName];
      return value === undefined ? undefined : driver.preparePersistentValue(value, column);
    };
  });
  return (fields) => getters.map((getValue) => getValue(fields));
}
