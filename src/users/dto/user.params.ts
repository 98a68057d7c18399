import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsUUID } from 'class-validator';
import { toLowerCase } from '#validation';

/** The example is a user of the data of the tests, which send it as it stands. */
export const USER_ID_PROPERTY = {
  description: 'UUIDv7, chosen by the server.',
  example: '019af000-0000-7000-8000-000000000003',
};

export class UserParams {
  @ApiProperty(USER_ID_PROPERTY)
  @Transform(toLowerCase)
  @IsUUID('loose')
  id: string;
}
