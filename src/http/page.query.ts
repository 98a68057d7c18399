import { idIn, IsCursor } from './cursor.js';
import { FromQuery } from './parameters.js';
import { isSlug, isUuid, IsWholeNumber } from './rules.js';

/** Which part of a list to send. */
@FromQuery()
export class PageQuery {
  @IsWholeNumber({ minimum: 1, maximum: 100, optional: true, default: 20, example: 20 })
  limit = 20;

  @IsCursor(isSlug)
  cursor?: string;

  /** The id after which the page begins. */
  get after(): string | undefined {
    return this.cursor === undefined ? undefined : idIn(this.cursor);
  }
}

/** The same of a list whose ids are UUIDs. */
@FromQuery()
export class UuidPageQuery extends PageQuery {
  @IsCursor(isUuid)
  override cursor?: string;
}
