import { ApiPropertyOptional, OmitType, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { IsOptionalNotNull } from '#validation';
import { PriceDto } from './price.dto.js';
import { PutItemDto } from './put-item.dto.js';

export class UpdatePriceDto extends PartialType(PriceDto, { skipNullProperties: false }) {}

/**
 * A merge patch (RFC 7396): an absent field stays as it is, also within `price`, and null clears the
 * description.
 */
export class UpdateItemDto extends PartialType(OmitType(PutItemDto, ['id', 'price']), {
  skipNullProperties: false,
}) {
  @ApiPropertyOptional({ example: 'Desk lamp' })
  override name?: string;

  @ApiPropertyOptional({ description: 'null clears it.' })
  override description?: string | null;

  @ApiPropertyOptional({ description: 'Replaces the whole list.' })
  override tags?: string[];

  @ApiPropertyOptional()
  @IsOptionalNotNull()
  @ValidateNested()
  @Type(() => UpdatePriceDto)
  price?: UpdatePriceDto;
}
