import { IsEmailAddress, IsText } from '../../http/rules.js';
import { EMAIL, NAME } from './user.fields.js';

/** A whole user, as far as a client may replace one. */
export class PutUserDto {
  @IsText(NAME)
  name: string;

  @IsEmailAddress({ ...EMAIL, example: 'cleo.costa@example.com' })
  email: string;
}
