import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsUUID } from 'class-validator';
import { toLowerCase } from '#validation';

/** A user of the demo data, so that the example works as it stands. */
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
