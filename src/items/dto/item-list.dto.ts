import { ApiProperty } from '@nestjs/swagger';
import type { Item } from '../item.entity.js';
import { ItemDto } from './item.dto.js';

/** Items in the order of their ids. */
export class ItemListDto {
  @ApiProperty({ type: [ItemDto] })
  items: ItemDto[];

  static from(items: Item[]): ItemListDto {
    return { items: items.map((item) => ItemDto.from(item)) };
  }
}
