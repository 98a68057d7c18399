import { ApiProperty } from '@nestjs/swagger';
import type { User } from '../user.entity.js';
import { UserDto } from './user.dto.js';

/** Users in the order in which they were made. */
export class UserListDto {
  @ApiProperty({ type: [UserDto] })
  users: UserDto[];

  static from(users: User[]): UserListDto {
    return { users: users.map((user) => UserDto.from(user)) };
  }
}
