import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { ArrayContains, MoreThan, type Repository } from 'typeorm';
import { NotTheOwner } from '../auth/auth.problems.js';
import { OwnedEntityWriter, type WriteContext } from '../auth/owned-entity-writer.js';
import { retryOnUniqueViolation } from '../database/retry.js';
import { translateConstraints } from '../database/translate-constraints.js';
import { FastLane } from '../fast-lane/fast-lane.js';
import type { Statement } from '../fast-lane/send-statement.js';
import { toPreconditionFailed } from '../http/preconditions.js';
import type { PutItemDto } from './dto/put-item.dto.js';
import type { UpdateItemDto } from './dto/update-item.dto.js';
import { Item } from './item.entity.js';
import {
  FIND_ITEM,
  type ItemRow,
  LIST_ITEMS,
  LIST_ITEMS_OF_OWNER,
  LIST_ITEMS_WITH_TAG,
  toItem,
  UPSERT_ITEM,
  type UpsertedItemRow,
} from './item.statements.js';
import { ItemNameTaken, ItemNotFound } from './items.problems.js';

interface ItemFilter {
  tag?: string;
  ownerId?: string;
}

const CONFLICTS = { items_name_key: () => new ItemNameTaken() };

@Injectable()
export class ItemsService {
  private readonly writer: OwnedEntityWriter<Item>;

  constructor(
    @InjectRepository(Item) private readonly items: Repository<Item>,
    private readonly fastLane: FastLane,
  ) {
    this.writer = new OwnedEntityWriter(items, 'owner_id');
  }

  /** Finds up to `limit` items in the order of their ids, from the one after `after`. */
  async findAll(limit: number, after = '', { tag, ownerId }: ItemFilter): Promise<Item[]> {
    if (tag === undefined && ownerId === undefined) return this.list(LIST_ITEMS, [limit, after]);
    if (tag === undefined) return this.list(LIST_ITEMS_OF_OWNER, [limit, after, ownerId]);
    if (ownerId === undefined) return this.list(LIST_ITEMS_WITH_TAG, [limit, after, tag]);
    return this.items.find({
      where: { id: MoreThan(after), ownerId, tags: ArrayContains([tag]) },
      order: { ownerId: 'ASC', id: 'ASC' },
      take: limit,
    });
  }

  /** @throws ItemNotFound */
  async findOne(id: string): Promise<Item> {
    const [row] = await this.fastLane.read<ItemRow>(FIND_ITEM, [id]);
    if (!row) throw new ItemNotFound(id);
    return toItem(row);
  }

  /**
   * Creates the item for the user, or replaces it; `created` says which.
   *
   * @throws ItemNameTaken, NotTheOwner, PreconditionFailed or InvalidToken
   */
  async upsert(
    context: WriteContext,
    { name, description = null, price, tags = [] }: PutItemDto,
  ): Promise<{ item: Item; created: boolean }> {
    const { id, user, preconditions } = context;
    if (preconditions.ifMatch) {
      // If-Match names an existing version, so it never creates.
      const fields = { name, description, price, tags };
      const item = await translateConstraints(CONFLICTS, () =>
        this.writer.replace(context, fields, toPreconditionFailed(preconditions)),
      );
      return { item, created: false };
    }
    const { ifNoneMatch = [] } = preconditions;
    const fields = [id, name, description, price.amount, price.currency, tags];
    const etags = ifNoneMatch === 'any' ? null : ifNoneMatch;
    const values = [...fields, user.id, user.passwordVersion, etags];
    const [row] = await translateConstraints(CONFLICTS, () =>
      retryOnUniqueViolation(() => this.fastLane.write<UpsertedItemRow>(UPSERT_ITEM, values)),
    );
    // The token is outdated, or the item existed, even if it was deleted since.
    if (!row) throw await this.writer.findRejectionReason(context, new NotTheOwner());
    return { item: toItem(row), created: row.created };
  }

  /** @throws ItemNameTaken, ItemNotFound, or another reason of `OwnedEntityWriter.patch` */
  update(context: WriteContext, patch: UpdateItemDto): Promise<Item> {
    return translateConstraints(CONFLICTS, () =>
      this.writer.patch(context, { ...patch }, new ItemNotFound(context.id)),
    );
  }

  /** @throws ItemNotFound, or another reason of `OwnedEntityWriter.delete` */
  remove(context: WriteContext): Promise<void> {
    return this.writer.delete(context, new ItemNotFound(context.id));
  }

  private async list(statement: Statement, values: readonly unknown[]): Promise<Item[]> {
    return (await this.fastLane.read<ItemRow>(statement, values)).map(toItem);
  }
}
