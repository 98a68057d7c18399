import { Injectable } from '@nestjs/common';
import { Forbidden } from '../auth/auth.problems.js';
import { Database } from '../database/database.js';
import { mayWrite, OwnedRows, type Write } from '../database/owned-rows.js';
import { retryRace } from '../database/retry.js';
import { PreconditionFailed, PreconditionRequired } from '../http/conditions.js';
import type { Problem } from '../http/problems.js';
import type { Item, Price } from './item.entity.js';
import { ITEM_COLUMNS, type ItemRow } from './item.row.js';
import { ItemNotFound } from './items.problems.js';

/** What a client decides about an item. */
type ItemFields = Pick<Item, 'name' | 'description' | 'price' | 'tags'>;

/** Some of it: what is absent stays as it is. */
type ItemPatch = Partial<Omit<ItemFields, 'price'> & { price: Partial<Price> }>;

interface ItemFilter {
  tag?: string;
  ownerId?: string;
}

const FIND = { name: 'items-find', text: `SELECT ${ITEM_COLUMNS} FROM items WHERE id = $1` };

/* Each page is one range of an index that has the order of the list, so a deep one costs no more. */

const LIST = {
  name: 'items-list',
  text: `SELECT ${ITEM_COLUMNS} FROM items WHERE id > $2 ORDER BY id LIMIT $1`,
};

const LIST_OF_OWNER = {
  name: 'items-list-of-owner',
  text: `SELECT ${ITEM_COLUMNS} FROM items WHERE id > $2 AND owner_id = $3
    ORDER BY owner_id, id LIMIT $1`,
};

const LIST_WITH_TAG = {
  name: 'items-list-with-tag',
  text: `
    SELECT ${ITEM_COLUMNS} FROM items JOIN (
      SELECT item_id AS id FROM item_tags WHERE item_id > $2 AND tag = $3 ORDER BY item_id LIMIT $1
    ) page USING (id) ORDER BY id`,
};

/** Goes through the items of the owner. */
const LIST_OF_OWNER_WITH_TAG = {
  text: `SELECT ${ITEM_COLUMNS} FROM items WHERE id > $2 AND owner_id = $3 AND $4 = ANY (tags)
    ORDER BY owner_id, id LIMIT $1`,
};

/**
 * One atomic statement, which says itself whether it created the item or replaced it: a new row
 * has version 1. Looking first and writing then would let another client in between. It returns
 * no row where the item is not the caller's, has one of the etags in $8, or any where $8 is null.
 */
const UPSERT = {
  name: 'items-upsert',
  text: `
  INSERT INTO items (id, name, description, price_amount, price_currency, tags, owner_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (id) DO UPDATE SET
    name = excluded.name,
    description = excluded.description,
    price_amount = excluded.price_amount,
    price_currency = excluded.price_currency,
    tags = excluded.tags,
    version = items.version + 1,
    etag = gen_random_uuid(),
    updated_at = now()
  WHERE ${mayWrite('items.owner_id', '$7')} AND items.etag::text <> ALL($8::text[])
  RETURNING ${ITEM_COLUMNS}, version = 1 AS created`,
};

@Injectable()
export class ItemsService {
  private readonly owned: OwnedRows<ItemRow>;

  constructor(private readonly database: Database) {
    const table = { name: 'items', owner: 'owner_id', columns: ITEM_COLUMNS } as const;
    this.owned = new OwnedRows(database, table);
  }

  /** Up to `limit` items in the order of their ids, from the one that comes after `after`. */
  findAll(limit: number, after = '', { tag, ownerId }: ItemFilter): Promise<ItemRow[]> {
    const page = [limit, after];
    if (tag === undefined && ownerId === undefined) return this.database.read(LIST, page);
    if (tag === undefined) return this.database.read(LIST_OF_OWNER, [...page, ownerId]);
    if (ownerId === undefined) return this.database.read(LIST_WITH_TAG, [...page, tag]);
    return this.database.run(LIST_OF_OWNER_WITH_TAG, [...page, ownerId, tag]);
  }

  async findOne(id: string): Promise<ItemRow> {
    const [item] = await this.database.read<ItemRow>(FIND, [id]);
    if (!item) throw new ItemNotFound(id);
    return item;
  }

  /** Creates the item, for the caller to own, or replaces it whole; `created` tells which. */
  async put(
    write: Write,
    { name, description, price, tags }: ItemFields,
  ): Promise<{ item: ItemRow; created: boolean }> {
    const { id, caller, preconditions } = write;
    if (preconditions.match) {
      // Whoever asks for a version replaces that one, and creates none.
      const fields = { name, description, price, tags };
      return { item: await this.write(write, fields, new PreconditionFailed()), created: false };
    }
    const { noneMatch = [] } = preconditions;
    const values = [id, name, description, price.amount, price.currency, tags, caller.id];
    const [item] = await retryRace(() =>
      this.database.write<UpsertedRow>(UPSERT, [...values, noneMatch === 'any' ? null : noneMatch]),
    );
    // There was an item, even if it is gone by now.
    if (!item) throw await this.owned.refusal(write, new Forbidden());
    return { item, created: item.created };
  }

  /** Changes what the patch holds, in a version that the client has seen. */
  async update(write: Write, patch: ItemPatch): Promise<ItemRow> {
    const notFound = new ItemNotFound(write.id);
    if (!write.preconditions.match) {
      throw await this.owned.refusal(write, notFound, new PreconditionRequired());
    }
    return this.write(write, patch, notFound);
  }

  remove(write: Write): Promise<void> {
    return this.owned.delete(write, new ItemNotFound(write.id));
  }

  private write(
    write: Write,
    { name, description, price, tags }: ItemPatch,
    notFound: Problem,
  ): Promise<ItemRow> {
    const { amount: price_amount, currency: price_currency } = price ?? {};
    const values = { name, description, price_amount, price_currency, tags };
    return this.owned.update(write, values, notFound);
  }
}

interface UpsertedRow extends ItemRow {
  created: boolean;
}
