import { NEXT_CURSOR, type Page } from '../../http/page.js';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '../../http/swagger.js';
import { maySee, type UserRow } from '../user.row.js';
import { PublicUserDto } from './public-user.dto.js';
import { UserDto } from './user.dto.js';

/** Either view of a user. */
export const ANY_VIEW = {
  anyOf: [{ $ref: getSchemaPath(UserDto) }, { $ref: getSchemaPath(PublicUserDto) }],
};

/** Users in the order in which they were made, each as far as the viewer may see them. */
@ApiExtraModels(UserDto, PublicUserDto)
export class UserListDto {
  @ApiProperty({ type: 'array', items: ANY_VIEW })
  users: (UserDto | PublicUserDto)[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor: string | null;

  static from({ entries, nextCursor }: Page<UserRow>, viewer: UserRow | undefined): UserListDto {
    const users = entries.map((user) =>
      maySee(viewer, user) ? UserDto.from(user) : PublicUserDto.from(user),
    );
    return { users, nextCursor };
  }
}
