import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { User } from '../user.entity.js';
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

  static from(users: User[], viewer: User | undefined): UserListDto {
    return {
      users: users.map((user) =>
        viewer?.maySee(user) ? UserDto.from(user) : PublicUserDto.from(user),
      ),
    };
  }
}
