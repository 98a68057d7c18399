import { IsOneOf } from '../../http/rules.js';
import { ApiProperty } from '../../http/swagger.js';
import { ItemDto } from './item.dto.js';

/** What POST answers with 201. */
export class CreatedItemDto {
  @IsOneOf(['created'])
  status: 'created';

  @ApiProperty()
  item: ItemDto;
}

/** What POST answers with 200. */
export class UpdatedItemDto {
  @IsOneOf(['updated'])
  status: 'updated';

  @ApiProperty()
  item: ItemDto;
}
