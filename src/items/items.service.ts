import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { ArrayContains, type Repository } from 'typeorm';
import { entityOfRow } from '../database/entity-of-row.js';
import { retryRace } from '../database/retry.js';
import { Item } from './item.entity.js';
import { ItemNotFound } from './items.problems.js';

/** What a client decides about an item. */
type ItemFields = Pick<Item, 'name' | 'description' | 'price' | 'tags'>;

interface ItemFilter {
  tag?: string;
  ownerId?: string;
}

/**
 * One atomic statement, which says itself whether it created the item or replaced it: a new row
 * has version 1. Looking first and writing then would let another client in between.
 */
const UPSERT = `
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
  RETURNING *, version = 1 AS created`;

@Injectable()
export class ItemsService {
  constructor(@InjectRepository(Item) private readonly items: Repository<Item>) {}

  /** Up to `limit` items in the order of their ids. */
  findAll(limit: number, { tag, ownerId }: ItemFilter): Promise<Item[]> {
    return this.items.find({
      where: {
        ...(tag !== undefined && { tags: ArrayContains([tag]) }),
        ...(ownerId !== undefined && { ownerId }),
      },
      order: { id: 'ASC' },
      take: limit,
    });
  }

  async findOne(id: string): Promise<Item> {
    const item = await this.items.findOneBy({ id });
    if (!item) throw new ItemNotFound(id);
    return item;
  }

  /** Creates the item, for the caller to own, or replaces it whole; `created` tells which. */
  async put(
    id: string,
    { name, description, price, tags }: ItemFields,
    callerId: string,
  ): Promise<{ item: Item; created: boolean }> {
    const values = [id, name, description, price.amount, price.currency, tags, callerId];
    const [row] = await retryRace(() =>
      this.items.query<(object & { created: boolean })[]>(UPSERT, values),
    );
    return { item: entityOfRow(this.items, row), created: row.created };
  }

  async remove(id: string): Promise<void> {
    const { affected } = await this.items.delete({ id });
    if (affected === 0) throw new ItemNotFound(id);
  }
}
