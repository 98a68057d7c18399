import { ApiProperty } from '@nestjs/swagger';
import { Item } from '../item.entity.js';

export class ItemListDto {
  @ApiProperty({ type: [Item] })
  items: Item[];
}
