import { IsString, Matches, MaxLength } from 'class-validator';
import { EMAIL_MAX_LENGTH, EMAIL_PATTERN, IsText } from '#validation';
import { NAME_LENGTH, PASSWORD_LENGTH } from '../../users/user.entity.js';

/** For the command `create-admin`: no request can make an admin. */
export class CreateAdminDto {
  @IsText(...NAME_LENGTH)
  name: string;

  @Matches(EMAIL_PATTERN, { message: '$property must be an email address' })
  @MaxLength(EMAIL_MAX_LENGTH)
  @IsString()
  email: string;

  @IsText(...PASSWORD_LENGTH, { kind: 'secret' })
  password: string;
}
