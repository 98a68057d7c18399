import { ApiProperty } from '@nestjs/swagger';
import { IsAscii, IsEmail, MaxLength } from 'class-validator';
import { IsText } from '../../http/validators/is-text.js';

export class LoginDto {
  @ApiProperty({ description: 'Case-insensitive.', example: 'ada@example.com' })
  @IsEmail()
  @IsAscii()
  @MaxLength(254)
  email: string;

  /** Shorter than a password can be, so that any wrong one is a 401. */
  @ApiProperty({ example: 'correct horse battery staple' })
  @IsText(1, 128, { kind: 'secret' })
  password: string;
}
