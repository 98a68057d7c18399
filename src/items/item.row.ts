import type { Time } from '../database/types.js';

/** What is read of an item, as the driver gives it. */
export interface ItemRow {
  id: string;
  name: string;
  description: string | null;
  price_amount: string;
  price_currency: string;
  tags: string[];
  owner_id: string;
  etag: string;
  created_at: Time;
  updated_at: Time;
}

/** By name: what a statement returns stays the same when a later migration adds a column. */
export const ITEM_COLUMNS = `id, name, description, price_amount, price_currency, tags, owner_id,
  etag, created_at, updated_at`;
