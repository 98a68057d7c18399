import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { ArrayContains, type Repository } from 'typeorm';
import { entityOfRow } from '../database/entity-of-row.js';
import { onlyIf, refusal } from '../database/preconditions.js';
import { retryRace } from '../database/retry.js';
import {
  PreconditionFailed,
  PreconditionRequired,
  type Preconditions,
} from '../http/conditions.js';
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
 * no row where the item has one of the etags in $8, or any where $8 is null.
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
  WHERE items.etag::text <> ALL($8::text[])
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
    { match, noneMatch = [] }: Preconditions = {},
  ): Promise<{ item: Item; created: boolean }> {
    if (match) {
      // Whoever asks for a version replaces that one, and creates none.
      const fields = { name, description, price, tags };
      const item = await this.write(id, fields, { match, noneMatch });
      if (!item) throw new PreconditionFailed();
      return { item, created: false };
    }
    const values = [id, name, description, price.amount, price.currency, tags, callerId];
    const avoid = noneMatch === 'any' ? null : noneMatch;
    const [row] = await retryRace(() =>
      this.items.query<UpsertedRow[]>(UPSERT, [...values, avoid]),
    );
    if (!row) throw new PreconditionFailed();
    return { item: entityOfRow(this.items, row), created: row.created };
  }

  /** Changes what the patch holds, in a version that the client has seen. */
  async update(id: string, patch: ItemPatch, preconditions: Preconditions): Promise<Item> {
    if (!preconditions.match) {
      await this.findOne(id);
      throw new PreconditionRequired();
    }
    const item = await this.write(id, patch, preconditions);
    if (!item) throw await refusal(this.items, preconditions, id, new ItemNotFound(id));
    return item;
  }

  async remove(id: string, preconditions: Preconditions): Promise<void> {
    const statement = this.items.createQueryBuilder().delete().where({ id });
    const { affected } = await onlyIf(statement, preconditions).execute();
    if (affected === 0) throw await refusal(this.items, preconditions, id, new ItemNotFound(id));
  }

  /** Answers undefined when no item has the id or the preconditions fail. */
  private async write(
    id: string,
    fields: ItemPatch,
    preconditions: Preconditions,
  ): Promise<Item | undefined> {
    const statement = this.items
      .createQueryBuilder()
      .update()
      .set({
        ...fields,
        version: () => 'version + 1',
        etag: () => 'gen_random_uuid()',
        updatedAt: () => 'now()',
      })
      .where({ id });
    const result = await onlyIf(statement, preconditions).returning('*').execute();
    const [row] = result.raw as object[];
    return row && entityOfRow(this.items, row);
  }
}

type UpsertedRow = object & { created: boolean };
