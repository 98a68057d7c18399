import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsUUID } from 'class-validator';
import { PageQuery } from '../../http/page.query.js';
import { toLowerCase } from '../../http/to-lower-case.js';
import { IsOptionalNotNull } from '../../http/validators/is-optional-not-null.js';
import { IsText } from '../../http/validators/is-text.js';
import { OWNER_ID } from './item.dto.js';

export class FindItemsQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Only items with this tag.', example: 'light' })
  @IsOptionalNotNull()
  @IsText(1, 30)
  tag?: string;

  @ApiPropertyOptional({ description: 'Only items of this user.', example: OWNER_ID })
  @IsOptionalNotNull()
  @Transform(toLowerCase)
  @IsUUID('loose')
  ownerId?: string;
}
