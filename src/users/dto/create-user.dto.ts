import { ApiProperty } from '@nestjs/swagger';
import { IsAscii, IsEmail, MaxLength } from 'class-validator';
import { IsText } from '../../http/validators/is-text.js';

export class CreateUserDto {
  @ApiProperty({ description: 'One line with something visible in it.', example: 'Mia Moreau' })
  @IsText(1, 80)
  name: string;

  /** A domain in other letters goes in its `xn--` form (RFC 5890). */
  @ApiProperty({
    description: 'Keeps its case; unique whatever its case.',
    example: 'mia@example.com',
  })
  @IsEmail()
  @IsAscii()
  @MaxLength(254)
  email: string;

  @ApiProperty({ description: 'Never sent back.', example: 'correct horse battery' })
  @IsText(12, 128, { kind: 'secret' })
  password: string;
}
