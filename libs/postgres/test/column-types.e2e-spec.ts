import { beforeAll, describe, expect, it } from '@jest/globals';
import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import { Revision, VersionedTable } from '#postgres';
import { useDatabase } from './use-database.js';

/* A value of each common type of column survives upsert, patch, and a patch that changes nothing. */

enum Mood {
  Good = 'good',
  Bad = 'bad',
}

class Point {
  @Column('integer')
  x: number;

  @Column('double precision', { nullable: true })
  y: number | null;
}

/** Kept in lower case, read in upper case. */
const SHOUTED = {
  to: (value: string | null | undefined) => value?.toLowerCase() ?? value,
  from: (value: string | null | undefined) => value?.toUpperCase() ?? value,
};

@Entity('samples')
class Sample {
  @PrimaryColumn('text')
  id: string;

  @Column('text')
  text: string;

  @Column()
  plain: string;

  @Column('varchar', { length: 20 })
  varchar: string;

  @Column('integer')
  integer: number;

  @Column()
  number: number;

  @Column('smallint')
  smallint: number;

  @Column('bigint')
  bigint: string;

  @Column('numeric', { precision: 12, scale: 2 })
  numeric: string;

  @Column('double precision')
  double: number;

  @Column('real')
  real: number;

  @Column('boolean')
  boolean: boolean;

  @Column()
  flag: boolean;

  @Column('uuid')
  uuid: string;

  @Column('date')
  date: string;

  @Column('time')
  time: string;

  @Column('timestamptz')
  timestamptz: Date;

  @Column('timestamp')
  timestamp: Date;

  @Column()
  moment: Date;

  @Column('jsonb')
  jsonb: unknown;

  @Column('json')
  json: unknown;

  @Column('text', { array: true })
  texts: string[];

  @Column('integer', { array: true })
  integers: number[];

  @Column('enum', { enum: Mood })
  mood: Mood;

  @Column('enum', { enum: Mood, array: true })
  moods: Mood[];

  @Column('simple-array')
  list: string[];

  @Column('simple-json')
  object: unknown;

  @Column('bytea')
  bytea: Buffer;

  @Column('inet')
  inet: string;

  @Column('text', { name: 'Mixed Case' })
  quoted: string;

  @Column('text', { transformer: SHOUTED })
  shouted: string;

  @Column('text', { nullable: true })
  nullableText: string | null;

  @Column('timestamptz', { nullable: true })
  nullableDate: Date | null;

  @Column('jsonb', { nullable: true })
  nullableJson: unknown;

  @Column('text', { array: true, nullable: true })
  nullableTexts: string[] | null;

  @Column('enum', { enum: Mood, nullable: true })
  nullableMood: Mood | null;

  @Column(() => Point)
  point: Point;

  @Column(() => Point, { prefix: 'other_' })
  other: Point;

  @VersionColumn({ default: 1, select: false })
  version?: number;

  @Column(() => Revision, { prefix: false })
  revision: Revision;
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

/** Two values of each column. */
const VALUES: Record<Exclude<keyof Sample, 'id' | 'version' | 'revision'>, [unknown, unknown]> = {
  text: ['a', '{"a"}\\ \'é💡'],
  plain: ['a', ''],
  varchar: ['a', 'x'.repeat(20)],
  integer: [0, -2_147_483_648],
  number: [0, 1],
  smallint: [1, -1],
  bigint: ['9223372036854775807', '-1'],
  numeric: ['0.00', '9999999999.99'],
  double: [0.1, -1e300],
  real: [0.5, 0],
  boolean: [true, false],
  flag: [true, false],
  uuid: ['019af000-0000-7000-8000-000000000001', '00000000-0000-0000-0000-000000000000'],
  date: ['2026-01-31', '1999-12-31'],
  time: ['12:30:00', '00:00:00'],
  timestamptz: [new Date('2026-01-31T12:00:00.123Z'), new Date('2026-07-01T00:00:00Z')],
  timestamp: [new Date('2026-01-31T12:00:00.123Z'), new Date('2026-07-01T00:00:00Z')],
  moment: [new Date('2026-01-31T12:00:00.123Z'), new Date('2026-07-01T00:00:00Z')],
  jsonb: [{ a: [1, null, 'é'], b: { c: true } }, [1, 2]],
  json: [{ b: 1, a: '"' }, 'text'],
  texts: [['a', 'b,c', '"', '', '{}', 'NULL'], []],
  integers: [[1, 2, 3], [-1]],
  mood: [Mood.Good, Mood.Bad],
  moods: [[Mood.Good, Mood.Bad], [Mood.Bad]],
  list: [['a', 'b'], ['c']],
  object: [{ a: 1 }, [1]],
  bytea: [Buffer.from([0, 255, 92]), Buffer.alloc(0)],
  inet: ['192.0.2.1', '2001:db8::1'],
  quoted: ['a', 'b'],
  shouted: ['LOUD', 'É'],
  nullableText: [null, 'a'],
  nullableDate: [null, new Date('2026-01-31T12:00:00.123Z')],
  nullableJson: [null, { a: null }],
  nullableTexts: [null, ['a']],
  nullableMood: [null, Mood.Good],
  point: [
    { x: 1, y: 0.5 },
    { x: 2, y: null },
  ],
  other: [
    { x: 3, y: null },
    { x: 4, y: 1.5 },
  ],
};
const NAMES = Object.keys(VALUES) as (keyof typeof VALUES)[];

function take(index: 0 | 1): Record<string, unknown> {
  return Object.fromEntries(NAMES.map((name) => [name, VALUES[name][index]]));
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

  it.each(NAMES)('survives as %s', async (name) => {
    const [first, second] = VALUES[name];
    const created = await upsert(name, take(0));
    expect(created[name]).toEqual(first);
    const replaced = await upsert(name, take(1));
    expect(replaced[name]).toEqual(second);
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

  it('is no change when TypeORM has stored the same', async () => {
    const repository = database.dataSource.getRepository(Sample);
    await repository.insert({ id: 'by-typeorm', ...take(0) });
    const before = await table.findOne('by-typeorm');
    expect(before).toMatchObject(take(0));
    expect(await table.patch('by-typeorm', take(0), undefined)).toEqual(before);
  });
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
  });
});
