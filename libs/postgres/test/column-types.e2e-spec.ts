import { beforeAll, describe, expect, it } from '@jest/globals';
import { Column, type ColumnOptions, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import { isoTimestamp, Revision, VersionedTable } from '#postgres';
import { useDatabase } from './use-database.js';

/* A value of each type of column survives upsert, replace, patch, and a patch that changes nothing. */

enum Mood {
  Good = 'good',
  Bad = 'bad',
}

enum Level {
  Low,
  High,
}

/** Kept in lower case, read in upper case. */
const SHOUTED = {
  to: (value: string | null) => value?.toLowerCase() ?? value,
  from: (value: string | null) => value?.toUpperCase() ?? value,
};

/** A number, which pg has as text. */
const NUMBER = {
  to: (value: number | null) => value,
  from: (value: string | null) => (value === null ? value : Number(value)),
};

const [NOON, MIDNIGHT] = ['2026-01-31T12:00:00.123Z', '2026-07-01T00:00:00.000Z'];
const [NOON_DATE, MIDNIGHT_DATE] = [new Date(NOON), new Date(MIDNIGHT)];

/** Columns, and two values of each. */
const COLUMNS: Record<string, [ColumnOptions, unknown, unknown]> = {
  text: [{ type: 'text' }, 'a', '{"a"}\\ \'é💡'],
  plain: [{ type: String }, 'a', ''],
  varchar: [{ type: 'varchar', length: 20 }, 'a', 'x'.repeat(20)],
  integer: [{ type: 'integer' }, 0, -2_147_483_648],
  number: [{ type: Number }, 0, 1],
  smallint: [{ type: 'smallint' }, 1, -1],
  bigint: [{ type: 'bigint' }, '9223372036854775807', '-1'],
  numeric: [{ type: 'numeric' }, '0.10', '123456789012345678901234567890.5'],
  amount: [{ type: 'numeric', precision: 12, scale: 2 }, '0.00', '9999999999.99'],
  double: [{ type: 'double precision' }, 0.1, -1e300],
  real: [{ type: 'real' }, 0.1, 0],
  boolean: [{ type: 'boolean' }, true, false],
  flag: [{ type: Boolean }, true, false],
  uuid: [
    { type: 'uuid' },
    '019af000-0000-7000-8000-000000000001',
    '00000000-0000-0000-0000-00000000000a',
  ],
  date: [{ type: 'date' }, '2026-01-31', '1999-12-31'],
  time: [{ type: 'time' }, '12:30:00', '00:00:00'],
  timestamptz: [{ type: 'timestamptz' }, NOON_DATE, MIDNIGHT_DATE],
  timestamp: [{ type: 'timestamp' }, NOON_DATE, MIDNIGHT_DATE],
  moment: [{ type: Date }, NOON_DATE, MIDNIGHT_DATE],
  isoTimestamp: [{ type: 'timestamptz', transformer: isoTimestamp }, NOON, MIDNIGHT],
  jsonb: [{ type: 'jsonb' }, { a: [1, null, 'é'], b: { c: true } }, [1, 2]],
  json: [{ type: 'json' }, { b: 1, a: '"' }, 'text'],
  texts: [{ type: 'text', array: true }, ['a', 'b,c', '"', '', '{}', 'NULL'], []],
  integers: [{ type: 'integer', array: true }, [1, 2, 3], [-1]],
  doubles: [{ type: 'double precision', array: true }, [0.1, -1e300], []],
  bigints: [{ type: 'bigint', array: true }, ['9223372036854775807'], []],
  uuids: [{ type: 'uuid', array: true }, ['019af000-0000-7000-8000-000000000001'], []],
  mood: [{ type: 'enum', enum: Mood }, Mood.Good, Mood.Bad],
  moods: [{ type: 'enum', enum: Mood, array: true }, [Mood.Good, Mood.Bad], [Mood.Bad]],
  level: [{ type: 'enum', enum: Level }, Level.Low, Level.High],
  list: [{ type: 'simple-array' }, ['a', 'b'], ['c']],
  object: [{ type: 'simple-json' }, { a: 1 }, [1]],
  bytea: [{ type: 'bytea' }, Buffer.from([0, 255, 92]), Buffer.alloc(0)],
  inet: [{ type: 'inet' }, '192.0.2.1', '2001:db8::1'],
  point: [{ type: 'point' }, { x: 1, y: 2.5 }, { x: 0, y: 0 }],
  shouted: [{ type: 'text', transformer: SHOUTED }, 'LOUD', 'É'],
  transformedNumber: [{ type: 'numeric', transformer: NUMBER }, 0.5, 12],
  capitals: [{ type: 'text', name: 'Mixed Case' }, 'a', 'b'],
  apostrophe: [{ type: 'text', name: "it's" }, 'a', 'b'],
};

class Point {
  @Column('integer')
  x: number;

  @Column('double precision', { nullable: true })
  y: number | null;
}

class Place {
  @Column('text', { nullable: true })
  name: string | null;

  @Column(() => Point)
  point: Point;

  @Column('text', { transformer: SHOUTED })
  shouted: string;
}

class Size {
  @Column('integer', { nullable: true })
  width: number | null;

  @Column('integer', { nullable: true })
  height: number | null;
}

@Entity('samples')
class Sample {
  @PrimaryColumn('text')
  id: string;

  @Column(() => Point)
  embedded: Point;

  @Column(() => Point, { prefix: 'other_' })
  embeddedWithPrefix: Point;

  @Column(() => Place)
  embeddedTwice: Place;

  @Column(() => Size)
  embeddedOrNull: Size;

  @VersionColumn({ default: 1, select: false })
  version?: number;

  @Column(() => Revision, { prefix: false })
  revision: Revision;

  [column: string]: unknown;
}

/** Two values of each field of a sample. */
const VALUES: Record<string, [unknown, unknown]> = {
  embedded: [
    { x: 1, y: 0.5 },
    { x: 2, y: null },
  ],
  embeddedWithPrefix: [
    { x: 3, y: null },
    { x: 4, y: 1.5 },
  ],
  embeddedTwice: [
    { name: 'here', point: { x: 1, y: null }, shouted: 'A' },
    { name: null, point: { x: 2, y: 0.5 }, shouted: 'B' },
  ],
  embeddedOrNull: [
    { width: 1, height: 2 },
    { width: null, height: null },
  ],
};

for (const [name, [options, first, second]] of Object.entries(COLUMNS)) {
  const nullable = { ...options, nullable: true, name: options.name && `${options.name} or null` };
  Column(options)(Sample.prototype, name);
  Column(nullable)(Sample.prototype, `${name}OrNull`);
  Object.assign(VALUES, { [name]: [first, second], [`${name}OrNull`]: [first, null] });
}

/** Its columns have defaults. */
@Entity('defaults')
class Defaults {
  @PrimaryColumn('text')
  id: string;

  @Column('text', { default: 'plain' })
  text: string;

  @Column('integer', { default: 7 })
  integer: number;

  @Column('boolean', { default: false })
  boolean: boolean;

  @Column('enum', { enum: Mood, default: Mood.Good })
  mood: Mood;

  @Column('text', { array: true, default: [] })
  texts: string[];

  @Column('jsonb', { default: { a: 1 } })
  jsonb: unknown;

  @Column('text', { default: () => "'made' || 'up'" })
  computed: string;

  @Column('text', { nullable: true, default: 'unused' })
  nullable: string | null;

  @VersionColumn({ default: 1, select: false })
  version?: number;

  @Column(() => Revision, { prefix: false })
  revision: Revision;
}

/** `=` of these types takes several values for the same, which a client can tell apart. */
@Entity('look_alikes')
class LookAlikes {
  @PrimaryColumn('text')
  id: string;

  @Column('numeric')
  numeric: string;

  @Column('interval')
  interval: string;

  @Column('box')
  box: string;

  @Column('numeric', { array: true })
  numerics: string[];

  @VersionColumn({ default: 1, select: false })
  version?: number;

  @Column(() => Revision, { prefix: false })
  revision: Revision;
}

function take(index: 0 | 1): Record<string, unknown> {
  return Object.fromEntries(Object.entries(VALUES).map(([name, values]) => [name, values[index]]));
}

describe.each([
  ['on shared connections', { fastLane: true }],
  ['through TypeORM', { fastLane: false }],
])('A value %s', (_, options) => {
  const database = useDatabase([Sample], options);
  let table: VersionedTable<Sample>;

  beforeAll(() => {
    table = new VersionedTable(database.dataSource.getRepository(Sample), database.lane);
  });

  async function upsert(id: string, fields: Record<string, unknown>): Promise<Sample> {
    const upserted = await table.upsert(id, fields, undefined);
    if (!upserted) throw new Error('The upsert was refused.');
    return upserted.entity;
  }

  it.each(Object.keys(VALUES))('survives as %s', async (name) => {
    const [first, second] = VALUES[name];
    const created = await upsert(name, take(0));
    expect(created[name]).toEqual(first);
    const replaced = await upsert(name, take(1));
    expect(replaced[name]).toEqual(second);
    expect(await table.patch(name, { [name]: second }, undefined)).toEqual(replaced);
    const patched = await table.patch(name, { [name]: first }, undefined);
    expect(patched?.[name]).toEqual(first);
    expect(patched).toEqual({ ...replaced, [name]: first, revision: expect.anything() });
    expect(patched?.revision.etag).not.toBe(replaced.revision.etag);
    expect(await table.patch(name, { [name]: first }, undefined)).toEqual(patched);
    expect(await table.findOne(name)).toEqual(patched);
    // TypeORM reads the same.
    const repository = database.dataSource.getRepository(Sample);
    expect(await repository.findOneBy({ id: name })).toEqual(patched);
  });

  it('survives among many rows', async () => {
    const rows = [0, 1].map((index) => ({ id: `of-many-${index}`, fields: take(index as 0 | 1) }));
    const upserted = await table.upsertMany(rows, undefined);
    for (const [index, { id, fields }] of rows.entries()) {
      const [written, found] = [upserted[index], await table.findOne(id)];
      expect(written).toMatchObject({ created: true, entity: found });
      for (const name of Object.keys(VALUES))
        expect([name, found?.[name]]).toEqual([name, fields[name]]);
    }
  });

  it('is no change when TypeORM has stored the same', async () => {
    const repository = database.dataSource.getRepository(Sample);
    await repository.insert({ id: 'by-typeorm', ...take(0) });
    const before = await table.findOne('by-typeorm');
    expect(before).toMatchObject(take(0));
    expect(await table.patch('by-typeorm', take(0), undefined)).toEqual(before);
  });

  it('of an embedded class changes alone, and all are cleared by null', async () => {
    const created = await upsert('embedded', take(0));
    const changed = await table.patch(
      'embedded',
      { embeddedTwice: { point: { x: 7 } }, embeddedOrNull: { height: 9 } },
      undefined,
    );
    expect(changed).toEqual({
      ...created,
      embeddedTwice: { name: 'here', point: { x: 7, y: null }, shouted: 'A' },
      embeddedOrNull: { width: 1, height: 9 },
      revision: expect.anything(),
    });
    const cleared = await table.patch('embedded', { embeddedOrNull: null }, undefined);
    expect(cleared?.embeddedOrNull).toEqual({ width: null, height: null });
    expect(await table.findOne('embedded')).toEqual(cleared);
  });
});

describe('A patch', () => {
  const database = useDatabase([LookAlikes]);

  it.each([
    ['numeric', '1.5', '1.50'],
    ['interval', '1 month', '30 days'],
    ['box', '(2,2),(0,0)', '(4,1),(0,0)'],
    ['numerics', ['1.5'], ['1.50']],
  ])(
    'makes a new version of another %s that is equal for PostgreSQL',
    async (name, first, second) => {
      const repository = database.dataSource.getRepository(LookAlikes);
      const table = new VersionedTable(repository, database.lane);
      const fields = {
        numeric: '0',
        interval: '0',
        box: '(0,0),(0,0)',
        numerics: [],
        [name]: first,
      };
      const created = await table.upsert(name, fields, undefined);
      const { etag } = created?.entity.revision ?? {};
      const same = await table.patch(name, { [name]: first }, undefined);
      expect(same?.revision.etag).toBe(etag);
      const changed = await table.patch(name, { [name]: second }, undefined);
      expect(changed?.revision.etag).not.toBe(etag);
      const again = await table.patch(name, { [name]: second }, undefined);
      expect(again).toEqual(changed);
    },
  );
});

describe('A default', () => {
  const database = useDatabase([Defaults]);

  it('is the value of a field that an upsert leaves out, and null where that is allowed', async () => {
    const repository = database.dataSource.getRepository(Defaults);
    const table = new VersionedTable(repository, database.lane);
    const expected = {
      text: 'plain',
      integer: 7,
      boolean: false,
      mood: Mood.Good,
      texts: [],
      jsonb: { a: 1 },
      computed: 'madeup',
      nullable: null,
    };
    const created = await table.upsert('a', {}, undefined);
    expect(created).toMatchObject({ created: true, entity: expected });
    const other = { text: '', integer: 0, boolean: true, mood: Mood.Bad, texts: ['a'], jsonb: [] };
    const changed = await table.upsert('a', other, undefined);
    expect(changed).toMatchObject({ created: false, entity: other });
    const replaced = await table.upsert('a', {}, undefined);
    expect(replaced).toMatchObject({ created: false, entity: expected });
    expect(await table.findOne('a')).toEqual(replaced?.entity);
    const rows = ['a', 'b'].map((id) => ({ id, fields: {} }));
    expect(await table.upsertMany(rows, undefined)).toMatchObject([
      { created: false, entity: expected },
      { created: true, entity: expected },
    ]);
  });
});
