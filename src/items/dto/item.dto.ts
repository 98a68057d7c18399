import { ApiProperty, IntersectionType, OmitType } from '@nestjs/swagger';
import type { IsoTimestamp } from '../../database/iso-timestamp.js';
import { ApiTimestamp } from '../../http/api-timestamp.decorator.js';
import type { Item } from '../item.entity.js';
import { ItemParams } from './item.params.js';
import { PutItemDto } from './put-item.dto.js';

/** A user of the demo data. */
export const OWNER_ID = '019af000-0000-7000-8000-000000000001';

/** What everyone sees of an item. */
export class ItemDto extends IntersectionType(ItemParams, OmitType(PutItemDto, ['id'])) {
  @ApiProperty({ example: 'Desk lamp' })
  override name: string;

  @ApiProperty({ required: true, description: 'null when there is none.' })
  override description: string | null;

  @ApiProperty({ required: true, description: 'In the order in which they were given.' })
  override tags: string[];

  @ApiProperty({ description: 'The user who owns the item.', format: 'uuid', example: OWNER_ID })
  ownerId: string;

  @ApiTimestamp()
  createdAt: IsoTimestamp;

  @ApiTimestamp()
  updatedAt: IsoTimestamp;

  /**
   * An allow-list by hand: `plainToInstance`, which the DTOs of users take, costs 125 µs for a list of 20
   * items, more than a third of the whole request.
   */
  static from(item: Item): ItemDto {
    return {
      id: item.id,
      name: item.name,
      description: item.description,
      price: { amount: item.price.amount, currency: item.price.currency },
      tags: item.tags,
      ownerId: item.ownerId,
      createdAt: item.createdAt,
      updatedAt: item.updatedAt,
    };
  }
}
