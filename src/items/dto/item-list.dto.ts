import { NEXT_CURSOR, type Page } from '../../http/page.js';
import { ApiProperty } from '../../http/swagger.js';
import type { ItemRow } from '../item.row.js';
import { ItemDto } from './item.dto.js';

/** Items in the order of their ids. */
export class ItemListDto {
  @ApiProperty({ type: [ItemDto] })
  items: ItemDto[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor: string | null;

  static from({ entries, nextCursor }: Page<ItemRow>): ItemListDto {
    return { items: entries.map((row) => ItemDto.from(row)), nextCursor };
  }
}
