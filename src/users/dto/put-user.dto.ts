import { ApiProperty, OmitType } from '@nestjs/swagger';
import { CreateUserDto } from './create-user.dto.js';

/** All that a client may replace of a user. */
export class PutUserDto extends OmitType(CreateUserDto, ['password']) {
  @ApiProperty({ example: 'mia.moreau@example.com' })
  override email: string;
}
