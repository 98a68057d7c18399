import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';
import { SLUG_MAX_LENGTH, SLUG_PATTERN } from '#validation';

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
  /** The example is an item of the demo data, so that it works as it stands. */
  @ApiProperty({ description: 'Chosen by the client.', example: 'desk-lamp' })
  @IsItemId()
  id: string;
}
