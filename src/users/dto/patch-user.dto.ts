import { IsEmailAddress, IsText } from '../../http/rules.js';
import { EMAIL, NAME, PASSWORD } from './user.fields.js';

/** A merge patch (RFC 7396): an absent field stays as it is, and none of them can be cleared. */
export class PatchUserDto {
  @IsText({ ...NAME, optional: true })
  name?: string;

  @IsEmailAddress({ ...EMAIL, example: 'cleo.costa@example.com', optional: true })
  email?: string;

  @IsText({ ...PASSWORD, optional: true })
  password?: string;
}
