import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { type Page, type PageQuery, paginate } from '#pagination';
import { DatabaseMonitor, FastLane, type Fields } from '#postgres';
import { ProblemException, ServiceUnavailable } from '#problem-details';
import { OutdatedToken } from '../auth/auth.problems.js';
import { OwnedEntities, type WriteContext } from '../auth/owned-entities.js';
import { toDatabaseProblem } from '../database/database.module.js';
import { CreateItemDto, type PutItemDto } from './dto/put-item.dto.js';
import type { UpdateItemDto } from './dto/update-item.dto.js';
import { Item } from './item.entity.js';
import { IdMismatch, ItemNameTaken, ItemNotFound } from './items.problems.js';
import { parseEntries } from './parse-entries.js';

interface ItemFilter {
  tag?: string;
  ownerId?: string;
}

/** What became of an entry: the item and whether it was created, or the exception that a PUT of it would throw. */
export type EntryResult = { id: string | null } & (
  { item: Item; created: boolean } | { problem: ProblemException }
);

/** For whom entries are written, and whether two of them may have one id; by default they may. */
export interface BatchContext extends Omit<WriteContext, 'id'> {
  hasDifferentIds?: boolean;
}

@Injectable()
export class ItemsService {
  private readonly items: OwnedEntities<Item>;

  constructor(
    @InjectRepository(Item) repository: Repository<Item>,
    lane: FastLane,
    private readonly monitor: DatabaseMonitor,
  ) {
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
    const { id } = body;
    if (id !== undefined && id !== context.id) throw new IdMismatch(context.id);
    const { entity, created } = await this.items.upsert(context, toFields(body));
    return { item: entity, created };
  }

  /**
   * Creates or replaces the item of each entry, as if one after the other; none undoes another.
   *
   * @param entries the values of JSON, each valid or not
   * @param manager a transaction for all of it, which the caller repeats when the database ends it
   * @returns what became of each, in the order of the entries
   * @throws the error of a database that can decide none of them, and that of a transaction that cannot go on
   */
  async upsertMany(
    entries: readonly unknown[],
    context: BatchContext,
    manager?: EntityManager,
  ): Promise<EntryResult[]> {
    const parsed = await parseEntries(entries, context.hasDifferentIds ?? false);
    const valid = parsed.filter((entry) => entry instanceof CreateItemDto);
    const rows = valid.map((body) => ({ id: body.id, fields: toFields(body) }));
    const upserted = rows.length > 0 ? await this.items.upsertMany(rows, context, manager) : [];
    const results = upserted.values();
    return parsed.map((entry) => {
      if (!(entry instanceof CreateItemDto)) return entry;
      const { id } = entry;
      const result = results.next().value;
      if (result && 'entity' in result) return { id, item: result.entity, created: result.created };
      return { id, problem: this.toProblem(result?.error) };
    });
  }

  /**
   * Does the same for the entries of one request, in which an id may come only once.
   *
   * @throws OutdatedToken or ServiceUnavailable, which concern all entries, while no item was written
   */
  async upsertBatch(entries: readonly unknown[], context: BatchContext): Promise<EntryResult[]> {
    const results = await this.upsertMany(entries, { ...context, hasDifferentIds: true });
    const problems = results.flatMap((result) => ('problem' in result ? [result.problem] : []));
    const ofAll = problems.find(
      (problem) => problem instanceof OutdatedToken || problem instanceof ServiceUnavailable,
    );
    if (ofAll && problems.length === results.length) throw ofAll;
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

  private toProblem(error: unknown): ProblemException {
    if (error instanceof ProblemException) return error;
    const problem = toDatabaseProblem(error, this.monitor);
    if (!problem) throw error;
    return problem;
  }
}

/** The fields of a whole item, with their defaults. */
function toFields({ description = null, tags = [], ...body }: PutItemDto): Fields {
  return { ...body, description, tags };
}
