import { beforeAll, describe, expect, it } from '@jest/globals';
import { Column, Entity, Index, PrimaryColumn, VersionColumn } from 'typeorm';
import {
  canReadTables,
  Revision,
  type VersionCondition,
  VersionedTable,
  type WriteAccess,
} from '#postgres';
import { NO_LINE, VISIBLE } from '../../validation/test/texts.js';
import { useDatabase } from './use-database.js';

/** Its name needs quotes. */
@Entity('Order')
@Index(['owner', 'id'])
class Order {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  id: string;

  @Column('text')
  title: string;

  @Column('text', { nullable: true })
  note: string | null;

  @Column('text')
  owner: string;

  @Column({ type: 'text', name: 'cancelled_by', nullable: true, insert: false })
  cancelledBy: string | null;

  @VersionColumn({ default: 1, select: false })
  version?: number;

  @Column(() => Revision, { prefix: false })
  revision: Revision;
}

const STALE = '00000000-0000-4000-8000-000000000000';

interface Writer {
  name: string;
}

const [ADA, BOB, EVE, LEA, NOBODY] = ['ada', 'bob', 'eve', 'lea', 'nobody'].map((name) => ({
  name,
}));

/** Nobody writes nothing, and an order is its owner's. */
const ACCESS: WriteAccess<Writer> = {
  parameters: ['name'],
  isWriter: `$1::text <> 'nobody'`,
  mayWrite: 'target.owner = $1',
  newRow: { owner: '$1' },
};

let count = 0;

/** An id that no other test uses, and fields. */
function newOrder(): [id: string, fields: { title: string; note: string | null }] {
  count += 1;
  return [`order-${count}`, { title: `Order ${count}`, note: null }];
}

describe.each([
  ['on shared connections', { fastLane: true }],
  ['through TypeORM', { fastLane: false }],
  ['behind a proxy that pools transactions', { transactionPooling: true }],
])('A table %s', (_, options) => {
  const database = useDatabase([Order], options);
  let table: VersionedTable<Order, Writer>;

  beforeAll(() => {
    const repository = database.dataSource.getRepository(Order);
    table = new VersionedTable(repository, database.lane, {
      access: ACCESS,
      filters: [['owner'], ['owner', 'title']],
    });
  });

  /** Creates an order of Ada. */
  async function createOrder(): Promise<Order> {
    const [id, fields] = newOrder();
    const upserted = await table.upsert(id, fields, ADA);
    expect(upserted).toMatchObject({ created: true, entity: { id, ...fields, owner: 'ada' } });
    if (!upserted) throw new Error('The order was not created.');
    return upserted.entity;
  }

  describe('upsert', () => {
    it('creates a row, then replaces it', async () => {
      const [id, fields] = newOrder();
      const created = await table.upsert(id, { ...fields, note: 'New.' }, ADA);
      expect(created).toMatchObject({ created: true, entity: { id, note: 'New.' } });
      expect(created?.entity).toBeInstanceOf(Order);
      expect(await table.findOne(id)).toEqual(created?.entity);
      const replaced = await table.upsert(id, fields, ADA);
      expect(replaced).toMatchObject({ created: false, entity: { id, ...fields } });
      expect(replaced?.entity.revision.etag).not.toBe(created?.entity.revision.etag);
      expect(replaced?.entity.revision.createdAt).toBe(created?.entity.revision.createdAt);
      expect(await table.findOne(id)).toEqual(replaced?.entity);
    });

    it('creates a row once, when eight do so at once', async () => {
      for (let round = 0; round < 10; round += 1) {
        const [id, fields] = newOrder();
        const upserts = await Promise.all(
          Array.from({ length: 8 }, () => table.upsert(id, fields, ADA)),
        );
        expect(upserts.map((upserted) => upserted?.created).sort()).toEqual([
          ...Array.from({ length: 7 }, () => false),
          true,
        ]);
      }
    });

    it('writes nothing to the row of another, nor for a writer who may not write', async () => {
      const order = await createOrder();
      expect(await table.upsert(order.id, { title: 'Mine' }, BOB)).toBeUndefined();
      expect(await table.upsert(order.id, { title: 'Mine' }, NOBODY)).toBeUndefined();
      expect(await table.findOne(order.id)).toEqual(order);
      const [id, fields] = newOrder();
      expect(await table.upsert(id, fields, NOBODY)).toBeUndefined();
      expect(await table.findOne(id)).toBeUndefined();
    });

    it.each([
      ['any', false],
      ['its own version', false],
      ['another version', true],
    ])('unless the row is %s, replaces it: %s', async (unwanted, isWritten) => {
      const { id, title, revision } = await createOrder();
      const tags = unwanted === 'its own version' ? [STALE, revision.etag] : [STALE];
      const ifNoneMatch = unwanted === 'any' ? 'any' : tags;
      const upserted = await table.upsert(id, { title, note: 'II' }, ADA, { ifNoneMatch });
      expect(upserted?.created).toBe(isWritten ? false : undefined);
      expect((await table.findOne(id))?.note).toBe(isWritten ? 'II' : null);
    });

    it.each<[string, VersionCondition]>([
      ['any', { ifNoneMatch: 'any' }],
      ['a version', { ifNoneMatch: [STALE] }],
    ])('creates a row that does not exist, unless it is %s', async (_, condition) => {
      const [id, fields] = newOrder();
      expect(await table.upsert(id, fields, ADA, condition)).toMatchObject({ created: true });
    });
  });

  describe.each(['replace', 'patch'] as const)('%s', (operation) => {
    it.each<[string, (etag: string) => VersionCondition, boolean]>([
      ['changes a row without a condition', () => ({}), true],
      ['changes a row if it is any version', () => ({ ifMatch: 'any' }), true],
      ['changes a row if it is one of two versions', (etag) => ({ ifMatch: [STALE, etag] }), true],
      ['keeps a row if another version is asked for', () => ({ ifMatch: [STALE] }), false],
      ['keeps a row if no version is asked for', () => ({ ifMatch: [] }), false],
      ['keeps a row if the version is no UUID', () => ({ ifMatch: ['x'] }), false],
      ['changes a row unless it is another version', () => ({ ifNoneMatch: [STALE, 'x'] }), true],
      [
        'keeps a row unless it is another version than this',
        (etag) => ({ ifNoneMatch: [etag] }),
        false,
      ],
      ['keeps a row unless none exists', () => ({ ifNoneMatch: 'any' }), false],
    ])('%s', async (_, toCondition, isWritten) => {
      const { id, revision } = await createOrder();
      const condition = toCondition(revision.etag);
      const written = await table[operation](id, { note: 'Changed.' }, ADA, condition);
      expect(written?.note).toBe(isWritten ? 'Changed.' : undefined);
      const after = await table.findOne(id);
      expect(after?.note).toBe(isWritten ? 'Changed.' : null);
      if (isWritten) expect(after).toEqual(written);
      expect(after?.revision.etag === revision.etag).toBe(!isWritten);
    });

    it('changes a row once, when eight do so with one version', async () => {
      const { id, revision } = await createOrder();
      const written = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          table[operation](id, { note: `By ${index}` }, ADA, { ifMatch: [revision.etag] }),
        ),
      );
      expect(written.filter(Boolean)).toHaveLength(1);
    });

    it('changes only what it has, and may clear a field', async () => {
      const { id, title } = await createOrder();
      await table[operation](id, { note: 'Kept?' }, ADA);
      const renamed = await table[operation](id, { title: 'Renamed' }, ADA);
      expect(renamed).toMatchObject({ title: 'Renamed', note: 'Kept?' });
      const cleared = await table[operation](id, { title, note: null }, ADA);
      expect(cleared).toMatchObject({ title, note: null });
      expect(await table.findOne(id)).toEqual(cleared);
    });

    it('changes nothing of another, nor what does not exist', async () => {
      const order = await createOrder();
      expect(await table[operation](order.id, { note: 'x' }, BOB)).toBeUndefined();
      expect(await table[operation](order.id, { note: 'x' }, NOBODY)).toBeUndefined();
      expect(await table.findOne(order.id)).toEqual(order);
      expect(await table[operation]('none', { note: 'x' }, ADA)).toBeUndefined();
    });
  });

  describe('patch with onlyIf', () => {
    it('changes a row once, when eight do so at once', async () => {
      const { id } = await createOrder();
      const cancelled = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          table.patch(id, { cancelledBy: `${index}` }, ADA, {}, { cancelledBy: null }),
        ),
      );
      expect(cancelled.filter(Boolean)).toHaveLength(1);
      expect(cancelled).toContainEqual(await table.findOne(id));
    });

    it.each([
      [{ title: 'Open' }, true],
      [{ title: 'Open', note: null }, true],
      [{ note: null, title: 'Open' }, true],
      [{ title: 'Open', note: 'Other' }, false],
      [{ title: 'Other' }, false],
    ])('changes a row only if it has %j: %s', async (onlyIf, isWritten) => {
      const [id] = newOrder();
      await table.upsert(id, { title: 'Open' }, ADA);
      const written = await table.patch(id, { note: 'Changed.' }, ADA, {}, onlyIf);
      expect(written?.note).toBe(isWritten ? 'Changed.' : undefined);
      expect((await table.findOne(id))?.note).toBe(isWritten ? 'Changed.' : null);
    });
  });

  it('upsert clears an absent field, also of the version of ifMatch', async () => {
    for (const ifMatch of [undefined, 'any'] as const) {
      const [id, { title }] = newOrder();
      await table.upsert(id, { title, note: 'Replaced soon.' }, ADA);
      await table.patch(id, { cancelledBy: 'ada' }, ADA);
      const replaced = await table.upsert(id, { title }, ADA, { ifMatch });
      expect(replaced?.entity).toMatchObject({ note: null, cancelledBy: 'ada' });
    }
  });

  it('upsert and replace keep a column of insert: false', async () => {
    const [id, fields] = newOrder();
    const created = await table.upsert(id, { ...fields, cancelledBy: 'ignored' }, ADA);
    expect(created?.entity.cancelledBy).toBeNull();
    await table.patch(id, { cancelledBy: 'ada' }, ADA);
    expect((await table.upsert(id, fields, ADA))?.entity.cancelledBy).toBe('ada');
    expect((await table.replace(id, fields, ADA))?.cancelledBy).toBe('ada');
  });

  describe('A change that changes nothing', () => {
    it('keeps the version as a patch, and makes a new one as a replacement', async () => {
      const order = await createOrder();
      const { id, title, note } = order;
      for (const changes of [{}, { title }, { note }, { title, note, id: 'ignored' }]) {
        expect(await table.patch(id, changes, ADA)).toEqual(order);
      }
      expect(await table.findOne(id)).toEqual(order);
      const replaced = await table.replace(id, { title, note }, ADA);
      expect(replaced).toMatchObject({ title, note });
      expect(replaced?.revision.etag).not.toBe(order.revision.etag);
    });
  });

  describe('delete', () => {
    it('deletes the version that it may', async () => {
      const { id, revision } = await createOrder();
      expect(await table.delete(id, BOB)).toBe(false);
      expect(await table.delete(id, NOBODY)).toBe(false);
      expect(await table.delete(id, ADA, { ifMatch: [STALE] })).toBe(false);
      expect(await table.delete(id, ADA, { ifNoneMatch: [revision.etag] })).toBe(false);
      expect((await table.findOne(id))?.id).toBe(id);
      expect(await table.delete(id, ADA, { ifMatch: [revision.etag] })).toBe(true);
      expect(await table.findOne(id)).toBeUndefined();
      expect(await table.delete(id, ADA)).toBe(false);
    });
  });

  describe('explain', () => {
    it('tells why nothing was written', async () => {
      const { id, revision } = await createOrder();
      const yes = { id, isWriter: true, etag: revision.etag, mayWrite: true };
      expect(await table.explain(id, ADA)).toEqual(yes);
      expect(await table.explain(id, BOB)).toEqual({ ...yes, mayWrite: false });
      const no = { id: null, etag: null, mayWrite: null };
      expect(await table.explain('none', ADA)).toEqual({ ...yes, ...no });
      expect(await table.explain(id, NOBODY)).toMatchObject({ isWriter: false });
    });
  });

  describe('list', () => {
    beforeAll(async () => {
      for (const id of ['l-3', 'l-1', 'l-2', 'l-4']) {
        const title = id === 'l-4' ? 'Other' : 'List';
        await table.upsert(id, { title }, id === 'l-3' ? EVE : LEA);
      }
    });

    it.each([
      [{ owner: 'lea' }, 9, ['l-1', 'l-2', 'l-4']],
      [{ owner: 'lea' }, 2, ['l-1', 'l-2']],
      [{ owner: 'eve' }, 9, ['l-3']],
      [{ title: 'List', owner: 'lea' }, 9, ['l-1', 'l-2']],
      [{ owner: 'none' }, 9, []],
    ])('finds those of %j, %i at most', async (filter, limit, ids) => {
      const orders = await table.list({ after: undefined, limit }, filter);
      expect(orders.map(({ id }) => id)).toEqual(ids);
    });

    it('takes no notice of a filter that is undefined', async () => {
      const range = { after: undefined, limit: 9 };
      const orders = await table.list(range, { owner: 'lea', title: undefined });
      expect(orders.map(({ id }) => id)).toEqual(['l-1', 'l-2', 'l-4']);
    });

    it('finds all after an id, in the order of their ids', async () => {
      const orders = await table.list({ after: 'l-1', limit: 3 });
      expect(orders.map(({ id }) => id)).toEqual(['l-2', 'l-3', 'l-4']);
      expect(await table.findOne('l-2')).toEqual(orders[0]);
    });

    it('refuses filters for which there is no index', async () => {
      const list = table.list({ after: undefined, limit: 1 }, { title: 'x' });
      await expect(list).rejects.toThrow('No list of Order has the filters title.');
    });
  });

  it('can be read, which tells that the service is ready', async () => {
    expect(await canReadTables(database.dataSource)).toBe(true);
  });

  it('select finds what SQL of the application finds', async () => {
    const { id } = await createOrder();
    const text = `SELECT ${table.columns} FROM "Order" WHERE id = $1`;
    const orders = await table.select({ name: 'orders-by-id', text }, [id]);
    expect(orders).toEqual([await table.findOne(id)]);
  });

  it('keeps each character of a text, except NUL', async () => {
    const [id, { title }] = newOrder();
    for (const [name, note] of [...VISIBLE, ...NO_LINE].filter(([text]) => text !== 'NUL')) {
      const upserted = await table.upsert(id, { title, note }, ADA);
      expect([name, upserted?.entity.note]).toEqual([name, note]);
      expect([name, (await table.findOne(id))?.note]).toEqual([name, note]);
    }
  });
});
