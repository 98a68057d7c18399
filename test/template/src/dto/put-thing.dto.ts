import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { IsOptional, Matches, MaxLength } from 'class-validator';
import { IsText, SLUG_MAX_LENGTH, SLUG_PATTERN } from '#validation';

export class ThingParams {
  @ApiProperty({ description: 'Chosen by the client.', example: 'first-thing' })
  @Matches(SLUG_PATTERN, { message: '$property must be lower-case words, joined by hyphens' })
  @MaxLength(SLUG_MAX_LENGTH)
  id: string;
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
}

/** A merge patch (RFC 7396): an absent field stays as it is, and null clears the note. */
export class UpdateThingDto extends PartialType(PutThingDto, { skipNullProperties: false }) {}
