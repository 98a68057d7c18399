import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { NEXT_CURSOR_PROPERTY, type Page } from '#pagination';
import { canViewPrivateFields } from '../can-view-private-fields.js';
import type { User } from '../user.entity.js';
import { PublicUserDto } from './public-user.dto.js';
import { UserDto } from './user.dto.js';

/** Either view of a user. */
export const ANY_USER = {
  anyOf: [{ $ref: getSchemaPath(UserDto) }, { $ref: getSchemaPath(PublicUserDto) }],
};

/** Users in the order of their creation, each with the fields that the viewer may see. */
@ApiExtraModels(UserDto, PublicUserDto)
export class UserListDto {
  @ApiProperty({ type: 'array', items: ANY_USER })
  users: (UserDto | PublicUserDto)[];

  @ApiProperty(NEXT_CURSOR_PROPERTY)
  nextCursor: string | null;

  static from({ entries, nextCursor }: Page<User>, viewer: User | undefined): UserListDto {
    const users = entries.map((user) =>
      canViewPrivateFields(viewer, user) ? UserDto.from(user) : PublicUserDto.from(user),
    );
    return { users, nextCursor };
  }
}
