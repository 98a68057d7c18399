import { IsEmailAddress, IsText } from '../../http/rules.js';
import { EMAIL, NAME } from './user.fields.js';

export class CreateUserDto {
  @IsText(NAME)
  name: string;

  @IsEmailAddress(EMAIL)
  email: string;

  @IsText({ min: 12, max: 128, description: 'Never sent back.', example: 'correct horse battery' })
  password: string;
}
