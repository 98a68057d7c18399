import type { Statement } from '../fast-lane/send-statement.js';
import { buildMayWrite } from '../auth/owned-entity-writer.js';
import type { Item } from './item.entity.js';

/* The statements that most requests are made of; `FastLane` sends them. */

/** By name, so that a later migration does not change what a prepared statement returns. */
const COLUMNS = `id, name, description, price_amount, price_currency, tags, owner_id AS "ownerId", etag,
  created_at AS "createdAt", updated_at AS "updatedAt"`;

export interface ItemRow extends Omit<Item, 'price'> {
  price_amount: string;
  price_currency: string;
}

export interface UpsertedItemRow extends ItemRow {
  created: boolean;
}

export const FIND_ITEM: Statement = {
  name: 'find-item',
  text: `SELECT ${COLUMNS} FROM items WHERE id = $1`,
};

/* Each page is one range of an index in the order of the list: a deep page costs what the first costs. */

export const LIST_ITEMS: Statement = {
  name: 'list-items',
  text: `SELECT ${COLUMNS} FROM items WHERE id > $2 ORDER BY id LIMIT $1`,
};

export const LIST_ITEMS_OF_OWNER: Statement = {
  name: 'list-items-of-owner',
  text: `SELECT ${COLUMNS} FROM items WHERE id > $2 AND owner_id = $3
    ORDER BY owner_id, id LIMIT $1`,
};

export const LIST_ITEMS_WITH_TAG: Statement = {
  name: 'list-items-with-tag',
  text: `
    SELECT ${COLUMNS} FROM items JOIN (
      SELECT item_id AS id FROM item_tags WHERE item_id > $2 AND tag = $3 ORDER BY item_id LIMIT $1
    ) page USING (id) ORDER BY id`,
};

/**
 * One atomic statement, which itself says whether it created the item: a new row has version 1. To look
 * first would let another client in between. It returns no row when the user $7 does not have the password
 * version $8, may not write the item, when its ETag is one of $9, or when $9 is null.
 *
 * It locks the user: a change of the password waits until the item is written, or is seen here.
 */
export const UPSERT_ITEM: Statement = {
  name: 'upsert-item',
  text: `
  INSERT INTO items (id, name, description, price_amount, price_currency, tags, owner_id)
  SELECT $1, $2, $3, $4::numeric, $5, $6::text[], id
  FROM users WHERE id = $7 AND password_version = $8 FOR SHARE
  ON CONFLICT (id) DO UPDATE SET
    name = excluded.name,
    description = excluded.description,
    price_amount = excluded.price_amount,
    price_currency = excluded.price_currency,
    tags = excluded.tags,
    version = items.version + 1,
    etag = gen_random_uuid(),
    updated_at = now()
  WHERE ${buildMayWrite('items.owner_id', '$7')} AND items.etag::text <> ALL($9::text[])
  RETURNING ${COLUMNS}, version = 1 AS created`,
};

export function toItem(row: ItemRow): Item {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    price: { amount: row.price_amount, currency: row.price_currency },
    tags: row.tags,
    ownerId: row.ownerId,
    etag: row.etag,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
