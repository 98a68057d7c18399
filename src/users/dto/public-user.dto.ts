import { PickType } from '@nestjs/swagger';
import type { UserRow } from '../user.row.js';
import { UserDto } from './user.dto.js';

/** What everybody sees of a user. */
export class PublicUserDto extends PickType(UserDto, ['id', 'name', 'createdAt']) {
  static from({ id, name, created_at }: UserRow): PublicUserDto {
    return { id, name, createdAt: created_at };
  }
}
