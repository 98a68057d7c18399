import { IsSlug } from '../../http/rules.js';
import { ID } from './item.fields.js';
import { PutItemDto } from './put-item.dto.js';

/** A whole item with its id, for POST, whose path names no item. */
export class CreateItemDto extends PutItemDto {
  @IsSlug(ID)
  override id: string;
}
