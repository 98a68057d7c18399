import { ApiProperty } from '@nestjs/swagger';
import { ApiTimestamp } from '#openapi';
import { NEXT_CURSOR_PROPERTY, type Page } from '#pagination';
import type { IsoTimestamp } from '#postgres';
import type { Item } from '../item.entity.js';
import { PriceDto } from './price.dto.js';

export const EXAMPLE_OWNER_ID = '019af000-0000-7000-8000-000000000001';

/** What everyone sees of an item. */
export class ItemDto {
  @ApiProperty({ description: 'Chosen by the client.', example: 'desk-lamp' })
  id: string;

  @ApiProperty({ description: 'Unique to the letter.', example: 'Desk lamp' })
  name: string;

  @ApiProperty({ type: 'string', nullable: true, example: 'Brass, with a dimmer.' })
  description: string | null;

  @ApiProperty()
  price: PriceDto;

  @ApiProperty({ type: [String], description: 'In the given order.', example: ['home', 'light'] })
  tags: string[];

  @ApiProperty({ description: 'The owner.', format: 'uuid', example: EXAMPLE_OWNER_ID })
  ownerId: string;

  @ApiTimestamp()
  createdAt: IsoTimestamp;

  @ApiTimestamp()
  updatedAt: IsoTimestamp;

  /** An allow-list, so that a new column never leaks. */
  static from(item: Item): ItemDto {
    const { amount, currency } = item.price;
    return {
      id: item.id,
      name: item.name,
      description: item.description,
      price: { amount, currency },
      tags: item.tags,
      ownerId: item.ownerId,
      createdAt: item.revision.createdAt,
      updatedAt: item.revision.updatedAt,
    };
  }
}

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

/** The response of an upsert, by POST; `status` says what the 201 or 200 says. */
export class UpsertedItemDto {
  @ApiProperty({ enum: ['created', 'updated'], example: 'created' })
  status: 'created' | 'updated';

  @ApiProperty()
  item: ItemDto;
}
