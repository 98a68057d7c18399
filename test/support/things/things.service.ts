import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, type Repository } from 'typeorm';
import { NotTheOwner } from '../../../src/auth/auth.problems.js';
import {
  buildMayWrite,
  OwnedEntityWriter,
  type WriteContext,
} from '../../../src/auth/owned-entity-writer.js';
import { retryOnUniqueViolation } from '../../../src/database/retry.js';
import { toEntity } from '../../../src/database/to-entity.js';
import { translateConstraints } from '../../../src/database/translate-constraints.js';
import { FastLane } from '../../../src/fast-lane/fast-lane.js';
import type { Statement } from '../../../src/fast-lane/send-statement.js';
import { toPreconditionFailed } from '../../../src/http/preconditions.js';
import type { PutThingDto, UpdateThingDto } from './dto/put-thing.dto.js';
import { Thing } from './thing.entity.js';
import { ThingNameTaken, ThingNotFound } from './things.problems.js';

const CONFLICTS = { things_name_key: () => new ThingNameTaken() };

/**
 * One atomic statement, which itself says whether it created the thing: a new row has version 1. To look
 * first would let another client in between. It returns no row when the token of user $4 is outdated, when
 * the user may not write the thing, when its ETag is one of $6, or when $6 is null.
 */
const UPSERT_THING: Statement = {
  name: 'upsert-thing',
  text: `
  INSERT INTO things (id, name, note, owner_id)
  SELECT $1, $2, $3, id FROM users WHERE id = $4 AND password_version = $5 FOR SHARE
  ON CONFLICT (id) DO UPDATE SET
    name = excluded.name,
    note = excluded.note,
    version = things.version + 1,
    etag = gen_random_uuid(),
    updated_at = now()
  WHERE ${buildMayWrite('things.owner_id', '$4')} AND things.etag::text <> ALL($6::text[])
  RETURNING id, name, note, owner_id, etag, created_at, updated_at, version = 1 AS created`,
};

@Injectable()
export class ThingsService {
  private readonly writer: OwnedEntityWriter<Thing>;

  constructor(
    @InjectRepository(Thing) private readonly things: Repository<Thing>,
    private readonly fastLane: FastLane,
  ) {
    this.writer = new OwnedEntityWriter(things, 'owner_id');
  }

  /** Finds up to `limit` things in the order of their ids, from the one after `after`. */
  findAll(limit: number, after = ''): Promise<Thing[]> {
    return this.things.find({ where: { id: MoreThan(after) }, order: { id: 'ASC' }, take: limit });
  }

  /** @throws ThingNotFound */
  async findOne(id: string): Promise<Thing> {
    const thing = await this.things.findOneBy({ id });
    if (!thing) throw new ThingNotFound(id);
    return thing;
  }

  /**
   * Creates the thing for the user, or replaces it; `created` says which.
   *
   * @throws ThingNameTaken, NotTheOwner, PreconditionFailed or InvalidToken
   */
  async upsert(
    context: WriteContext,
    { name, note = null }: PutThingDto,
  ): Promise<{ thing: Thing; created: boolean }> {
    const { id, user, preconditions } = context;
    if (preconditions.ifMatch) {
      // If-Match names an existing version, so it never creates.
      const thing = await translateConstraints(CONFLICTS, () =>
        this.writer.replace(context, { name, note }, toPreconditionFailed(preconditions)),
      );
      return { thing, created: false };
    }
    const { ifNoneMatch = [] } = preconditions;
    const etags = ifNoneMatch === 'any' ? null : ifNoneMatch;
    const values = [id, name, note, user.id, user.passwordVersion, etags];
    const [row] = await translateConstraints(CONFLICTS, () =>
      retryOnUniqueViolation(() => this.fastLane.write<{ created: boolean }>(UPSERT_THING, values)),
    );
    // The token is outdated, or the thing existed, even if it was deleted since.
    if (!row) throw await this.writer.findRejectionReason(context, new NotTheOwner());
    return { thing: toEntity(this.things, { ...row }), created: row.created };
  }

  /** @throws ThingNameTaken, ThingNotFound, or another reason of `OwnedEntityWriter.patch` */
  update(context: WriteContext, patch: UpdateThingDto): Promise<Thing> {
    return translateConstraints(CONFLICTS, () =>
      this.writer.patch(context, { ...patch }, new ThingNotFound(context.id)),
    );
  }

  /** @throws ThingNotFound, or another reason of `OwnedEntityWriter.delete` */
  remove(context: WriteContext): Promise<void> {
    return this.writer.delete(context, new ThingNotFound(context.id));
  }
}
