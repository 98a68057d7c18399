import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, isUUID, Max, Min } from 'class-validator';
import { readCursorId } from './cursor.js';
import { toInteger } from './to-integer.js';
import { IsCursor } from './validators/is-cursor.js';
import { IsOptionalNotNull } from './validators/is-optional-not-null.js';
import { isSlug } from './validators/slug.js';

/** Selects a page of a list whose ids are slugs. */
export class PageQuery {
  @ApiProperty({
    description: 'The highest number of entries on the page.',
    default: 20,
    example: 20,
  })
  @IsOptionalNotNull()
  @Max(100)
  @Min(1)
  @IsInt()
  @Transform(toInteger)
  limit = 20;

  @ApiProperty({
    description: 'The `nextCursor` of another page of the same list. Without it, the first page.',
  })
  @IsOptionalNotNull()
  @IsCursor(isSlug)
  cursor?: string;

  /** The id after which the page starts. */
  get after(): string | undefined {
    return this.cursor === undefined ? undefined : readCursorId(this.cursor);
  }
}

/** Selects a page of a list whose ids are UUIDs. */
export class UuidPageQuery extends PageQuery {
  @IsCursor((text) => isUUID(text, 'loose'))
  override cursor?: string;
}
