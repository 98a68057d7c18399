import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsUUID } from 'class-validator';
import { PageQuery } from '#pagination';
import { IsOptionalNotNull, IsText, toLowerCase } from '#validation';
import { EXAMPLE_OWNER_ID } from './item.dto.js';

export class FindItemsQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Only items with this tag.', example: 'light' })
  @IsOptionalNotNull()
  @IsText(1, 30)
  tag?: string;

  @ApiPropertyOptional({ description: 'Only items of this user.', example: EXAMPLE_OWNER_ID })
  @IsOptionalNotNull()
  @Transform(toLowerCase)
  @IsUUID('loose')
  ownerId?: string;
}
