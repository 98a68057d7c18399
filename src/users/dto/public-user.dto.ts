import { PickType } from '@nestjs/swagger';
import type { User } from '../user.entity.js';
import { UserDto } from './user.dto.js';

/** What everybody sees of a user. */
export class PublicUserDto extends PickType(UserDto, ['id', 'name', 'createdAt']) {
  static from({ id, name, createdAt }: User): PublicUserDto {
    return { id, name, createdAt: createdAt.toISOString() };
  }
}
