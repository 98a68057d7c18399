import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { type Page, type PageQuery, paginate } from '#pagination';
import { FastLane } from '#postgres';
import { OwnedEntities, type WriteContext } from '../auth/owned-entities.js';
import { ProblemException } from '#problem-details';
import { BodyValidationPipe } from '#validation';
import { CreateItemDto, type PutItemDto } from './dto/put-item.dto.js';
import type { UpdateItemDto } from './dto/update-item.dto.js';
import { Item } from './item.entity.js';
import { IdMismatch, ItemNameTaken, ItemNotFound } from './items.problems.js';

interface ItemFilter {
  tag?: string;
  ownerId?: string;
}

export type EntryResult = { id: string | null } & (
  { item: Item; created: boolean } | { problem: ProblemException }
);

@Injectable()
export class ItemsService {
  private readonly items: OwnedEntities<Item>;

  constructor(@InjectRepository(Item) repository: Repository<Item>, lane: FastLane) {
    this.items = new OwnedEntities(repository, lane, {
      ownerColumn: 'owner_id',
      filters: [['ownerId']],
      notFound: (id) => new ItemNotFound(id),
      conflicts: { items_name_key: () => new ItemNameTaken() },
    });
  }

  /** Finds a page of the items in the order of their ids. */
  findAll(page: PageQuery, { tag, ownerId }: ItemFilter = {}): Promise<Page<Item>> {
    const { table } = this.items;
    return paginate(page, ({ after = '', limit }) => {
      if (tag === undefined) return table.list({ after, limit }, { ownerId });
      const [name, ofOwner, values] =
        ownerId === undefined ? ['tag', '', []] : ['tag-and-owner', 'AND owner_id = $4', [ownerId]];
      const text = `
        SELECT ${table.columns} FROM items JOIN (
          SELECT item_id AS id FROM item_tags WHERE item_id > $2 AND tag = $3 ${ofOwner}
          ORDER BY item_id LIMIT $1
        ) page USING (id) ORDER BY id`;
      return table.select({ name: `items-by-${name}`, text }, [limit, after, tag, ...values]);
    });
  }

  /** @throws ItemNotFound */
  findOne(id: string): Promise<Item> {
    return this.items.findOne(id);
  }

  /**
   * Creates the item for the user, or replaces it; `created` says which.
   *
   * @throws IdMismatch, ItemNameTaken, NotTheOwner, PreconditionFailed or OutdatedToken
   */
  async upsert(context: WriteContext, body: PutItemDto): Promise<{ item: Item; created: boolean }> {
    const { id, description = null, tags = [] } = body;
    if (id !== undefined && id !== context.id) throw new IdMismatch(context.id);
    const { entity, created } = await this.items.upsert(context, { ...body, description, tags });
    return { item: entity, created };
  }

  async upsertMany(
    entries: readonly unknown[],
    context: Omit<WriteContext, 'id'>,
    _manager?: EntityManager,
  ): Promise<EntryResult[]> {
    const results: EntryResult[] = [];
    for (const entry of entries) {
      try {
        const pipe = new BodyValidationPipe();
        const body = (await pipe.transform(entry, {
          type: 'body',
          metatype: CreateItemDto,
        })) as CreateItemDto;
        results.push({ id: body.id, ...(await this.upsert({ ...context, id: body.id }, body)) });
      } catch (problem) {
        if (!(problem instanceof ProblemException)) throw problem;
        results.push({ id: (entry as { id?: string } | null)?.id ?? null, problem });
      }
    }
    return results;
  }

  /** @throws ItemNameTaken, ItemNotFound, NotTheOwner, PreconditionFailed, PreconditionRequired or OutdatedToken */
  update(context: WriteContext, patch: UpdateItemDto): Promise<Item> {
    return this.items.patch(context, { ...patch });
  }

  /** @throws ItemNotFound, NotTheOwner, PreconditionFailed or OutdatedToken */
  remove(context: WriteContext): Promise<void> {
    return this.items.delete(context);
  }
}
