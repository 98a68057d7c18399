import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsOptional,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { PageQuery } from '#pagination';
import { IsOptionalNotNull, IsText, SLUG_MAX_LENGTH, SLUG_PATTERN, toLowerCase } from '#validation';
import { ThingLinkDto } from './thing.dto.js';

export class ThingParams {
  @ApiProperty({ description: 'Chosen by the client.', example: 'first-thing' })
  @Matches(SLUG_PATTERN, { message: '$property must be lower-case words, joined by hyphens' })
  @MaxLength(SLUG_MAX_LENGTH)
  id: string;
}

export class FindThingsQuery extends PageQuery {
  @ApiPropertyOptional({
    description: 'Only things of this user.',
    example: '019af000-0000-7000-8000-000000000001',
  })
  @IsOptionalNotNull()
  @Transform(toLowerCase)
  @IsUUID('loose')
  ownerId?: string;
}

/** A whole thing. An absent optional field gets its default, also when the thing had another value. */
export class PutThingDto {
  @ApiProperty({ description: 'Unique to the letter.', example: 'First thing' })
  @IsText(1, 80)
  name: string;

  @ApiPropertyOptional({
    type: 'string',
    nullable: true,
    description: 'null by default.',
    example: 'To begin with.',
  })
  @IsOptional()
  @IsText(0, 2000, { kind: 'lines' })
  note?: string | null;

  @ApiPropertyOptional({ type: [ThingLinkDto], description: 'Empty by default.' })
  @IsOptionalNotNull()
  @ValidateNested({ each: true })
  @Type(() => ThingLinkDto)
  @ArrayMaxSize(10)
  @IsArray()
  links?: ThingLinkDto[];
}

/** A merge patch (RFC 7396): an absent field stays as it is, and null clears the note. */
export class UpdateThingDto extends PartialType(PutThingDto, { skipNullProperties: false }) {}
