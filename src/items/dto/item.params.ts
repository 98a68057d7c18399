import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { PageQuery } from '#pagination';
import { IsOptionalNotNull, IsText, SLUG_MAX_LENGTH, SLUG_PATTERN, toLowerCase } from '#validation';
import { EXAMPLE_OWNER_ID } from './item.dto.js';

/** The id of an item, which a client chooses: `desk-lamp`. */
export function IsItemId(): PropertyDecorator {
  return applyDecorators(
    IsString(),
    Matches(SLUG_PATTERN, {
      message:
        '$property must be lower-case letters and digits, in groups joined by single hyphens',
    }),
    MaxLength(SLUG_MAX_LENGTH),
  );
}

export class ItemParams {
  /** The example is an item of the data of the tests, which send it as it stands. */
  @ApiProperty({ description: 'Chosen by the client.', example: 'desk-lamp' })
  @IsItemId()
  id: string;
}

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
