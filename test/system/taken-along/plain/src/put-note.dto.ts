import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';

export class PutNoteDto {
  @ApiProperty({ minLength: 1, maxLength: 80 })
  @Length(1, 80)
  @IsString()
  text: string;
}
