import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayUnique, IsArray, IsOptional, ValidateNested } from 'class-validator';
import { IsOptionalNotNull, IsText } from '#validation';
import { IsItemId } from './item.params.js';
import { PriceDto } from './price.dto.js';

/** No item of the data of the tests, so that the first PUT creates it. */
export const NEW_ITEM_ID = 'reading-lamp';

/** A whole item. An absent optional field gets its default, also when the item had another value. */
export class PutItemDto {
  @ApiPropertyOptional({ description: 'The id in the path, or absent.', example: NEW_ITEM_ID })
  @IsOptionalNotNull()
  @IsItemId()
  id?: string;

  @ApiProperty({
    description: 'Unique to the letter. One line with at least one visible character.',
    example: 'Reading lamp',
  })
  @IsText(1, 80)
  name: string;

  @ApiPropertyOptional({
    type: 'string',
    nullable: true,
    description: 'null by default. May have line breaks and tabs.',
    example: 'Brass, with a dimmer.',
  })
  @IsOptional()
  @IsText(0, 2000, { kind: 'lines' })
  description?: string | null;

  @ApiProperty()
  @ValidateNested()
  @Type(() => PriceDto)
  price: PriceDto;

  @ApiPropertyOptional({
    description: 'Empty by default. Each is one line with at least one visible character.',
    example: ['home', 'light'],
  })
  @IsOptionalNotNull()
  @IsText(1, 30, { each: true })
  @ArrayUnique({ message: '$property must not repeat an entry' })
  @ArrayMaxSize(10)
  @IsArray()
  tags?: string[];
}

/** A whole item with its id, for POST, whose path has none. */
export class CreateItemDto extends OmitType(PutItemDto, ['id']) {
  @ApiProperty({ description: 'Chosen by the client.', example: 'bedside-lamp' })
  @IsItemId()
  id: string;

  @ApiProperty({ example: 'Bedside lamp' })
  override name: string;
}
