import { ApiProperty, IntersectionType, PickType } from '@nestjs/swagger';
import { Expose, plainToInstance } from 'class-transformer';
import type { IsoTimestamp } from '../../database/iso-timestamp.js';
import { ApiTimestamp } from '../../http/api-timestamp.decorator.js';
import { type Role, ROLES, type User } from '../../auth/user.entity.js';
import { CreateUserDto } from './create-user.dto.js';
import { PublicUserDto } from './public-user.dto.js';

/** What the user and admins see. */
export class UserDto extends IntersectionType(PublicUserDto, PickType(CreateUserDto, ['email'])) {
  @Expose()
  override email: string;

  @Expose()
  @ApiProperty({ type: 'string', enum: ROLES })
  role: Role;

  @Expose()
  @ApiTimestamp()
  updatedAt: IsoTimestamp;

  static from(user: User): UserDto {
    return plainToInstance(UserDto, user, { excludeExtraneousValues: true });
  }
}
