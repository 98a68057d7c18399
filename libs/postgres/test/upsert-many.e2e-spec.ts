import { beforeAll, describe, expect, it } from '@jest/globals';
import { Column, Entity, type EntityManager, PrimaryColumn, Unique, VersionColumn } from 'typeorm';
import {
  type Fields,
  Revision,
  type RowFields,
  type UpsertResult,
  VersionedTable,
  type WriteAccess,
} from '#postgres';
import { useDatabase } from './use-database.js';

class Named {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  id: string;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  owner: string | null;

  @VersionColumn({ default: 1, select: false })
  version?: number;

  @Column(() => Revision, { prefix: false })
  revision: Revision;
}

/** Rows are written one after the other here, … */
@Entity('singles')
@Unique(['name'])
class Single extends Named {}

/** … and all at once here. */
@Entity('batches')
@Unique(['name'])
class Batched extends Named {}

/** Its constraint has a column that no client sets, so that nothing is known beforehand. */
@Entity('of_owners')
@Unique(['owner', 'name'])
class OfOwner extends Named {}

interface Writer {
  name: string;
}

const [ADA, BOB, NOBODY] = ['ada', 'bob', 'nobody'].map((name) => ({ name }));

const ACCESS: WriteAccess<Writer> = {
  parameters: ['name'],
  isWriter: `$1::text <> 'nobody'`,
  mayWrite: 'target.owner = $1',
  newRow: { owner: '$1' },
};

/** What became of a row, in a word. */
function toOutcome(result: UpsertResult<Named>): string {
  if (!result) return 'refused';
  if ('error' in result) return (result.error as { code?: string }).code ?? String(result.error);
  return result.created ? 'created' : 'replaced';
}

describe.each([
  ['on shared connections', { fastLane: true }, false],
  ['through TypeORM', { fastLane: false }, false],
  ['behind a proxy that pools transactions', { transactionPooling: true }, false],
  ['in a transaction', {}, true],
])('upsertMany %s', (_, options, isTransaction) => {
  const database = useDatabase([Single, Batched, OfOwner], options);
  const tables = {} as Record<'single' | 'batched' | 'ofOwner', VersionedTable<Named, Writer>>;

  beforeAll(() => {
    const open = (entity: typeof Named): VersionedTable<Named, Writer> =>
      new VersionedTable(database.dataSource.getRepository(entity), database.lane, {
        access: ACCESS,
      });
    tables.single = open(Single);
    tables.batched = open(Batched);
    tables.ofOwner = open(OfOwner);
  });

  async function upsert(
    rows: RowFields[],
    { table = tables.batched, writer = ADA, ifNoneMatch }: Options = {},
  ): Promise<string[]> {
    const send = (manager?: EntityManager): Promise<UpsertResult<Named>[]> =>
      table.upsertMany(rows, writer, { ifNoneMatch }, manager);
    const results = await (isTransaction ? database.dataSource.transaction(send) : send());
    return results.map(toOutcome);
  }

  interface Options {
    table?: VersionedTable<Named, Writer>;
    writer?: Writer;
    ifNoneMatch?: 'any';
  }

  let count = 0;

  function newRow(fields: Fields = {}): RowFields {
    count += 1;
    return { id: `row-${count}`, fields: { name: `Row ${count}`, ...fields } };
  }

  it('creates rows, then replaces them, in the order given', async () => {
    const rows = [newRow(), newRow(), newRow()].reverse();
    expect(await upsert(rows)).toEqual(['created', 'created', 'created']);
    const [one, two] = rows;
    const changed = [newRow(), { id: two.id, fields: { name: 'Other' } }, one];
    expect(await upsert(changed)).toEqual(['created', 'replaced', 'replaced']);
    expect(await tables.batched.findOne(two.id)).toMatchObject({ name: 'Other', owner: 'ada' });
  });

  it('writes nothing for a writer who may not, to the row of another, and to one that exists', async () => {
    const [known, other] = [newRow(), newRow()];
    expect(await upsert([known])).toEqual(['created']);
    expect(await upsert([known, other], { writer: NOBODY })).toEqual(['refused', 'refused']);
    expect(await upsert([known, other], { writer: BOB })).toEqual(['refused', 'created']);
    const again = [newRow(), other];
    expect(await upsert(again, { writer: BOB, ifNoneMatch: 'any' })).toEqual([
      'created',
      'refused',
    ]);
    const getState = await tables.batched.explainMany([known.id, 'none'], BOB);
    expect(getState(known.id)).toMatchObject({ isWriter: true, mayWrite: false });
    expect(getState('none')).toMatchObject({ isWriter: true, etag: null });
  });

  it('gives a name to the first that wants it, whatever the order of the ids', async () => {
    const [one, two, three] = [newRow(), newRow(), newRow()];
    expect(await upsert([{ ...two, fields: one.fields }, one, three])).toEqual([
      'created',
      '23505',
      'created',
    ]);
  });

  it('keeps a name that a later row gives up from an earlier one, and not the reverse', async () => {
    const [one, two] = [newRow(), newRow()];
    const [gone, want] = [newRow().fields, one.fields];
    await upsert([one, two]);
    const giveUp = { id: one.id, fields: gone };
    expect(await upsert([{ id: two.id, fields: want }, giveUp])).toEqual(['23505', 'replaced']);
    await upsert([one]);
    expect(await upsert([giveUp, { id: two.id, fields: want }])).toEqual(['replaced', 'replaced']);
  });

  it('writes a row twice that comes twice', async () => {
    const row = newRow();
    const again = { id: row.id, fields: newRow().fields };
    expect(await upsert([row, newRow(), again])).toEqual(['created', 'created', 'replaced']);
    expect(await tables.batched.findOne(row.id)).toMatchObject(again.fields);
  });

  it('writes the others where a constraint is violated that is not known beforehand', async () => {
    const [one, two, three] = [newRow(), newRow(), newRow()];
    await upsert([one], { table: tables.ofOwner });
    const clash = { id: two.id, fields: one.fields };
    expect(await upsert([three, clash, newRow()], { table: tables.ofOwner })).toEqual([
      'created',
      '23505',
      'created',
    ]);
  });

  it('tells the error of a value that the column does not take', async () => {
    const invalid = newRow({ name: null });
    expect(await upsert([newRow(), invalid])).toEqual(['created', '23502']);
  });

  it('decides as if one row came after the other', async () => {
    const pick = (kind: string): string => `${kind}${Math.floor(Math.random() * 5)}`;
    for (let round = 0; round < 40; round += 1) {
      const rows = Array.from({ length: 1 + (round % 6) }, () => ({
        id: pick('id'),
        fields: { name: pick('Name ') },
      }));
      const writer = round % 3 === 0 ? BOB : ADA;
      const expected: string[] = [];
      for (const { id, fields } of rows) {
        const result = tables.single.upsert(id, fields, writer);
        expected.push(toOutcome(await result.catch((error: unknown) => ({ error }))));
      }
      expect([rows, await upsert(rows, { writer })]).toEqual([rows, expected]);
    }
  });

  it('never fails when many write the same rows at once in opposite orders', async () => {
    const rows = Array.from({ length: 50 }, () => newRow());
    const orders = [rows, rows.toReversed(), rows.slice(20), rows.slice(0, 30).reverse()];
    const outcomes = await Promise.all([...orders, ...orders].map((order) => upsert(order)));
    const counts = { created: 0, replaced: 0, other: 0 };
    for (const outcome of outcomes.flat()) {
      counts[outcome === 'created' || outcome === 'replaced' ? outcome : 'other'] += 1;
    }
    expect(counts).toEqual({ created: 50, replaced: 2 * 160 - 50, other: 0 });
  });
});
