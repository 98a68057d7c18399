import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsString, isUUID, Max, Min } from 'class-validator';
import type { InputError } from '#problem-details';
import {
  IsOptionalNotNull,
  isSlug,
  type ParametersRequest,
  type RequestBoundQuery,
  toInteger,
} from '#validation';
import { createCursor, type ListKey, readCursor } from './cursor.js';

const INVALID_CURSOR = 'must be the nextCursor of another page of this list';

/** Selects a page of a list whose ids are slugs. Extend it by the filters of the list. */
export class PageQuery implements RequestBoundQuery {
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
  @IsString({ message: INVALID_CURSOR })
  cursor?: string;

  #after: string | undefined;
  #list: ListKey;
  #url: string;

  /** The id after which the page starts. */
  get after(): string | undefined {
    return this.#after;
  }

  bindTo({ url, params, routeOptions, route }: ParametersRequest): InputError[] {
    this.#url = url;
    this.#list = { path: routeOptions?.url ?? route?.path, params, query: this };
    if (typeof this.cursor !== 'string') return [];
    this.#after = readCursor(this.cursor, this.#list);
    const isValid = this.#after !== undefined && this.isId(this.#after);
    return isValid ? [] : [{ parameter: 'cursor', detail: INVALID_CURSOR }];
  }

  /** The cursor of the page that starts after an id. */
  createCursor(id: string): string {
    return createCursor(id, this.#list);
  }

  /** The request's own path and query with another cursor. */
  toUrl(cursor: string): string {
    const [path] = this.#url.split('?', 1);
    const query = new URLSearchParams(this.#url.slice(path.length));
    query.set('cursor', cursor);
    return `${path}?${query.toString()}`;
  }

  /** Whether a text may be the id of an entry, and so may reach the database. */
  protected isId(text: string): boolean {
    return isSlug(text);
  }
}

/** Selects a page of a list whose ids are UUIDs. */
export class UuidPageQuery extends PageQuery {
  protected override isId(text: string): boolean {
    return isUUID(text, 'loose');
  }
}
