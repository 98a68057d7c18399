import { ApiProperty, PartialType } from '@nestjs/swagger';
import { CreateUserDto } from './create-user.dto.js';

/** A merge patch (RFC 7396): an absent field stays as it is, and no field can be cleared. */
export class UpdateUserDto extends PartialType(CreateUserDto, { skipNullProperties: false }) {
  @ApiProperty({ example: 'mia.moreau@example.com' })
  override email?: string;

  @ApiProperty({
    description:
      'Never sent back. Ends all earlier access tokens of the user, also when it is the same password.',
  })
  override password?: string;
}
