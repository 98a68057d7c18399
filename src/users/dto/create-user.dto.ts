import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';
import { EMAIL_MAX_LENGTH, EMAIL_PATTERN, IsText } from '#validation';
import { NAME_LENGTH, PASSWORD_LENGTH } from '../user.entity.js';

export class CreateUserDto {
  @ApiProperty({ description: 'One line with something visible in it.', example: 'Mia Moreau' })
  @IsText(...NAME_LENGTH)
  name: string;

  @ApiProperty({
    description:
      'Keeps its case; unique whatever its case. A domain in other letters goes in its xn-- form.',
    format: 'email',
    example: 'mia@example.com',
  })
  @Matches(EMAIL_PATTERN, { message: '$property must be an email address' })
  @MaxLength(EMAIL_MAX_LENGTH)
  @IsString()
  email: string;

  @ApiProperty({ description: 'Never sent back.', example: 'correct horse battery' })
  @IsText(...PASSWORD_LENGTH, { kind: 'secret' })
  password: string;
}
