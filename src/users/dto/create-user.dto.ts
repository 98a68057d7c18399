import { IsEmailAddress, IsText } from '../../http/rules.js';
import { EMAIL, NAME, PASSWORD } from './user.fields.js';

export class CreateUserDto {
  @IsText(NAME)
  name: string;

  @IsEmailAddress(EMAIL)
  email: string;

  @IsText(PASSWORD)
  password: string;
}
