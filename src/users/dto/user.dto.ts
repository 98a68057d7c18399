import { ApiProperty } from '@nestjs/swagger';
import { ApiTimestamp } from '#openapi';
import type { IsoTimestamp } from '#postgres';
import { type Role, ROLES, type User } from '../user.entity.js';
import { USER_ID_PROPERTY } from './user.params.js';

/** What the user and admins see. */
export class UserDto {
  @ApiProperty({ ...USER_ID_PROPERTY, format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'Mia Moreau' })
  name: string;

  @ApiProperty({ format: 'email', example: 'mia@example.com' })
  email: string;

  @ApiProperty({ type: 'string', enum: ROLES })
  role: Role;

  @ApiTimestamp()
  createdAt: IsoTimestamp;

  @ApiTimestamp()
  updatedAt: IsoTimestamp;

  /** An allow-list, so that a new column never leaks. */
  static from({ id, name, email, role, revision: { createdAt, updatedAt } }: User): UserDto {
    return { id, name, email, role, createdAt, updatedAt };
  }
}
