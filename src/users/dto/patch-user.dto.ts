import { PartialType } from '@nestjs/swagger';
import { IsEmailAddress } from '../../http/rules.js';
import { CreateUserDto } from './create-user.dto.js';
import { EMAIL } from './user.fields.js';

/** A merge patch (RFC 7396): an absent field stays as it is, and none of them can be cleared. */
export class PatchUserDto extends PartialType(CreateUserDto, { skipNullProperties: false }) {
  @IsEmailAddress({ ...EMAIL, example: 'cleo.costa@example.com', optional: true })
  override email?: string;
}
