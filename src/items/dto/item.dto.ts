import { IsNested, IsSlug, IsText, IsTextList, IsTime, IsUuid } from '../../http/rules.js';
import type { Item } from '../item.entity.js';
import { DESCRIPTION, ID, NAME, OWNER_ID, TAGS } from './item.fields.js';
import { PriceDto } from './price.dto.js';

/** What the world sees of an item: this list, and nothing that the table may gain. */
export class ItemDto {
  @IsSlug(ID)
  id: string;

  @IsText(NAME)
  name: string;

  @IsText(DESCRIPTION)
  description: string | null;

  @IsNested(PriceDto)
  price: PriceDto;

  @IsTextList(TAGS)
  tags: string[];

  @IsUuid({ description: 'The user whose item it is.', example: OWNER_ID })
  ownerId: string;

  @IsTime()
  createdAt: string;

  @IsTime()
  updatedAt: string;

  static from(item: Item): ItemDto {
    return {
      id: item.id,
      name: item.name,
      description: item.description,
      price: { amount: item.price.amount, currency: item.price.currency },
      tags: item.tags,
      ownerId: item.ownerId,
      createdAt: item.createdAt.toISOString(),
      updatedAt: item.updatedAt.toISOString(),
    };
  }
}
