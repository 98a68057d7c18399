import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { type Page, paginate } from '#pagination';
import { FastLane } from '#postgres';
import { OwnedEntities, type WriteContext } from '../../../src/auth/owned-entities.js';
import type { FindThingsQuery, PutThingDto, UpdateThingDto } from './dto/put-thing.dto.js';
import { Thing } from './thing.entity.js';
import { ThingArchived, ThingNameTaken, ThingNotFound } from './things.problems.js';

@Injectable()
export class ThingsService {
  private readonly things: OwnedEntities<Thing>;

  constructor(@InjectRepository(Thing) repository: Repository<Thing>, lane: FastLane) {
    this.things = new OwnedEntities(repository, lane, {
      ownerColumn: 'owner_id',
      filters: [['ownerId']],
      notFound: (id) => new ThingNotFound(id),
      conflicts: { things_name_key: () => new ThingNameTaken() },
    });
  }

  /** Finds a page of the things in the order of their ids. */
  findAll(query: FindThingsQuery): Promise<Page<Thing>> {
    const { ownerId } = query;
    return paginate(query, (range) => this.things.table.list(range, { ownerId }));
  }

  /** @throws ThingNotFound */
  findOne(id: string): Promise<Thing> {
    return this.things.findOne(id);
  }

  /**
   * Creates the thing for the user, or replaces it; `created` says which.
   *
   * @throws ThingNameTaken, NotTheOwner, PreconditionFailed or OutdatedToken
   */
  async upsert(
    context: WriteContext,
    body: PutThingDto,
  ): Promise<{ thing: Thing; created: boolean }> {
    const { note = null, links = [] } = body;
    const { entity, created } = await this.things.upsert(context, { ...body, note, links });
    return { thing: entity, created };
  }

  /** @throws ThingNameTaken, ThingNotFound, NotTheOwner, PreconditionFailed, PreconditionRequired or OutdatedToken */
  update(context: WriteContext, patch: UpdateThingDto): Promise<Thing> {
    return this.things.patch(context, { ...patch });
  }

  /** @throws ThingArchived, ThingNotFound, NotTheOwner, PreconditionFailed or OutdatedToken */
  archive(context: WriteContext): Promise<Thing> {
    const changes = { archivedAt: new Date() };
    return this.things.patch(context, changes, {
      onlyIf: { archivedAt: null },
      otherwise: () => new ThingArchived(),
    });
  }

  /** @throws ThingNotFound, NotTheOwner, PreconditionFailed or OutdatedToken */
  remove(context: WriteContext): Promise<void> {
    return this.things.delete(context);
  }
}
