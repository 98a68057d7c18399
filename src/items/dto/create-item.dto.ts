import { ApiProperty, OmitType } from '@nestjs/swagger';
import { IsItemId } from './item.params.js';
import { PutItemDto } from './put-item.dto.js';

/** A whole item with its id, for POST, whose path has none. */
export class CreateItemDto extends OmitType(PutItemDto, ['id']) {
  @ApiProperty({ description: 'Chosen by the client.', example: 'bedside-lamp' })
  @IsItemId()
  id: string;

  @ApiProperty({ example: 'Bedside lamp' })
  override name: string;
}
