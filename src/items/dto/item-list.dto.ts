import { ApiProperty } from '@nestjs/swagger';
import { NEXT_CURSOR_PROPERTY, type Page } from '#pagination';
import type { Item } from '../item.entity.js';
import { ItemDto } from './item.dto.js';

/** Items in the order of their ids. */
export class ItemListDto {
  @ApiProperty({ type: [ItemDto] })
  items: ItemDto[];

  @ApiProperty(NEXT_CURSOR_PROPERTY)
  nextCursor: string | null;

  static from({ entries, nextCursor }: Page<Item>): ItemListDto {
    return { items: entries.map((item) => ItemDto.from(item)), nextCursor };
  }
}
