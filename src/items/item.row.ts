import type { Item } from './item.entity.js';

/** A row of `items`, as the driver gives it. */
export interface ItemRow {
  id: string;
  name: string;
  description: string | null;
  price_amount: string;
  price_currency: string;
  tags: string[];
  owner_id: string;
  version: number;
  etag: string;
  created_at: Date;
  updated_at: Date;
}

/** By name: what a statement returns stays the same when a later migration adds a column. */
export const ITEM_COLUMNS = `id, name, description, price_amount, price_currency, tags, owner_id,
  version, etag, created_at, updated_at`;

export function itemOf(row: ItemRow): Item {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    price: { amount: row.price_amount, currency: row.price_currency },
    tags: row.tags,
    ownerId: row.owner_id,
    version: row.version,
    etag: row.etag,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
