import { ApiProperty, IntersectionType, OmitType } from '@nestjs/swagger';
import { ItemParams } from './item.params.js';
import { PutItemDto } from './put-item.dto.js';

/** A whole item with its id, for POST, whose path has none. */
export class CreateItemDto extends IntersectionType(ItemParams, OmitType(PutItemDto, ['id'])) {
  @ApiProperty({ example: 'bedside-lamp' })
  override id: string;

  @ApiProperty({ example: 'Bedside lamp' })
  override name: string;
}
