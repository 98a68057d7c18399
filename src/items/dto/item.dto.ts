import { IsNested, IsSlug, IsText, IsTextList, IsTime, IsUuid } from '../../http/rules.js';
import type { ItemRow } from '../item.row.js';
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

  static from(row: ItemRow): ItemDto {
    return {
      id: row.id,
      name: row.name,
      description: row.description,
      price: { amount: row.price_amount, currency: row.price_currency },
      tags: row.tags,
      ownerId: row.owner_id,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    };
  }
}
