import { ApiProperty } from '@nestjs/swagger';
import { Matches, MaxLength } from 'class-validator';
import { SLUG_MAX_LENGTH, SLUG_PATTERN } from '../../http/validators/slug.js';

export class ItemParams {
  /** The example is an item of the demo data, so that it works as it stands. */
  @ApiProperty({ description: 'Chosen by the client.', example: 'desk-lamp' })
  @Matches(SLUG_PATTERN, {
    message: '$property must be lower-case letters and digits, in groups joined by single hyphens',
  })
  @MaxLength(SLUG_MAX_LENGTH)
  id: string;
}
