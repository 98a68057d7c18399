import { ApiProperty } from '@nestjs/swagger';
import { ItemDto } from './item.dto.js';

/** The response of an upsert, by POST; `status` says what the 201 or 200 says. */
export class UpsertedItemDto {
  @ApiProperty({ enum: ['created', 'updated'], example: 'created' })
  status: 'created' | 'updated';

  @ApiProperty()
  item: ItemDto;
}
