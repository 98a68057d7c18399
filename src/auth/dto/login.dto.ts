import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';
import { EMAIL_MAX_LENGTH, EMAIL_PATTERN, IsText } from '#validation';

export class LoginDto {
  @ApiProperty({ description: 'Case-insensitive.', format: 'email', example: 'ada@example.com' })
  @Matches(EMAIL_PATTERN, { message: '$property must be an email address' })
  @MaxLength(EMAIL_MAX_LENGTH)
  @IsString()
  email: string;

  /** Shorter than a password can be, so that any wrong one is a 401. */
  @ApiProperty({ example: 'correct horse battery staple' })
  @IsText(1, 128, { kind: 'secret' })
  password: string;
}
