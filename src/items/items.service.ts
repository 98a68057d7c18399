import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { ArrayContains, MoreThan, type Repository } from 'typeorm';
import { Forbidden } from '../auth/auth.problems.js';
import { entityOfRow } from '../database/entity-of-row.js';
import { mayWrite, OwnedRows, type Write } from '../database/owned-rows.js';
import { retryRace } from '../database/retry.js';
import { PreconditionFailed, PreconditionRequired } from '../http/conditions.js';
import type { Problem } from '../http/problems.js';
import { Item, type Price } from './item.entity.js';
import { ItemNotFound } from './items.problems.js';

/** What a client decides about an item. */
type ItemFields = Pick<Item, 'name' | 'description' | 'price' | 'tags'>;

/** Some of it: what is absent stays as it is. */
type ItemPatch = Partial<Omit<ItemFields, 'price'> & { price: Partial<Price> }>;

interface ItemFilter {
  tag?: string;
  ownerId?: string;
}

/**
 * One atomic statement, which says itself whether it created the item or replaced it: a new row
 * has version 1. Looking first and writing then would let another client in between. It returns
 * no row where the item is not the caller's, has one of the etags in $8, or any where $8 is null.
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
  WHERE ${mayWrite('items.owner_id', '$7')} AND items.etag::text <> ALL($8::text[])
  RETURNING *, version = 1 AS created`;

@Injectable()
export class ItemsService {
  private readonly owned: OwnedRows<Item>;

  constructor(@InjectRepository(Item) private readonly items: Repository<Item>) {
    this.owned = new OwnedRows(items, 'owner_id');
  }

  /** Up to `limit` items in the order of their ids, from the one that comes after `after`. */
  findAll(limit: number, after: string | undefined, { tag, ownerId }: ItemFilter): Promise<Item[]> {
    return this.items.find({
      where: {
        ...(after !== undefined && { id: MoreThan(after) }),
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
    write: Write,
    { name, description, price, tags }: ItemFields,
  ): Promise<{ item: Item; created: boolean }> {
    const { id, caller, preconditions } = write;
    if (preconditions.match) {
      // Whoever asks for a version replaces that one, and creates none.
      const fields = { name, description, price, tags };
      return { item: await this.write(write, fields, new PreconditionFailed()), created: false };
    }
    const { noneMatch = [] } = preconditions;
    const values = [id, name, description, price.amount, price.currency, tags, caller.id];
    const [row] = await retryRace(() =>
      this.items.query<UpsertedRow[]>(UPSERT, [...values, noneMatch === 'any' ? null : noneMatch]),
    );
    // There was an item, even if it is gone by now.
    if (!row) throw await this.owned.refusal(write, new Forbidden());
    return { item: entityOfRow(this.items, row), created: row.created };
  }

  /** Changes what the patch holds, in a version that the client has seen. */
  async update(write: Write, patch: ItemPatch): Promise<Item> {
    const notFound = new ItemNotFound(write.id);
    if (!write.preconditions.match) {
      throw await this.owned.refusal(write, notFound, new PreconditionRequired());
    }
    return this.write(write, patch, notFound);
  }

  remove(write: Write): Promise<void> {
    return this.owned.delete(write, new ItemNotFound(write.id));
  }

  private write(write: Write, fields: ItemPatch, notFound: Problem): Promise<Item> {
    return this.owned.update(write, { ...fields, version: () => 'version + 1' }, notFound);
  }
}

type UpsertedRow = object & { created: boolean };
