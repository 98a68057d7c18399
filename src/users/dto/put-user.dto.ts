import { OmitType } from '@nestjs/swagger';
import { IsEmailAddress } from '../../http/rules.js';
import { CreateUserDto } from './create-user.dto.js';
import { EMAIL } from './user.fields.js';

/** A whole user, as far as a client may replace one. */
export class PutUserDto extends OmitType(CreateUserDto, ['password']) {
  @IsEmailAddress({ ...EMAIL, example: 'cleo.costa@example.com' })
  override email: string;
}
