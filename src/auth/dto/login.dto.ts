import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';
import { EMAIL_MAX_LENGTH, EMAIL_PATTERN, IsText } from '#validation';
import { TOKEN_LIFETIME } from '../access-token.service.js';

/** The example is that of a sign-up, which makes this login succeed. */
export class LoginDto {
  @ApiProperty({ description: 'Case-insensitive.', format: 'email', example: 'mia@example.com' })
  @Matches(EMAIL_PATTERN, { message: '$property must be an email address' })
  @MaxLength(EMAIL_MAX_LENGTH)
  @IsString()
  email: string;

  /** Shorter than a password can be, so that any wrong one is a 401. */
  @ApiProperty({ example: 'correct horse battery' })
  @IsText(1, 128, { kind: 'secret' })
  password: string;
}

/** RFC 6749 §5.1, with JavaScript's names. */
export class AccessTokenDto {
  @ApiProperty({
    description: 'For `Authorization: Bearer`.',
    example: 'eyJhbGciOiJIUzI1NiJ9.e30.sig',
  })
  accessToken: string;

  @ApiProperty({ type: 'string', enum: ['Bearer'] })
  tokenType: 'Bearer';

  @ApiProperty({ type: 'integer', description: 'In seconds.', example: TOKEN_LIFETIME })
  expiresIn: number;
}
