import { ApiProperty } from '@nestjs/swagger';
import { ApiTimestamp } from '#openapi';
import type { IsoTimestamp } from '#postgres';
import type { User } from '../user.entity.js';
import { USER_ID_PROPERTY } from './user.params.js';

/** What everyone sees of a user. */
export class PublicUserDto {
  @ApiProperty({ ...USER_ID_PROPERTY, format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'Mia Moreau' })
  name: string;

  @ApiTimestamp()
  createdAt: IsoTimestamp;

  /** An allow-list, so that a new column never leaks. */
  static from({ id, name, revision: { createdAt } }: User): PublicUserDto {
    return { id, name, createdAt };
  }
}
