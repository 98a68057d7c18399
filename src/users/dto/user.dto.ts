import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { ApiTimestamp } from '#openapi';
import { NEXT_CURSOR_PROPERTY, type Page } from '#pagination';
import type { IsoTimestamp } from '#postgres';
import { type Role, ROLES, type User } from '../user.entity.js';
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

/** What the user and admins see. */
export class UserDto extends PublicUserDto {
  @ApiProperty({ format: 'email', example: 'mia@example.com' })
  email: string;

  @ApiProperty({ type: 'string', enum: ROLES })
  role: Role;

  @ApiTimestamp()
  updatedAt: IsoTimestamp;

  static override from(user: User): UserDto {
    const { email, role, revision } = user;
    return { ...PublicUserDto.from(user), email, role, updatedAt: revision.updatedAt };
  }
}

/** Everyone sees the public fields of a user; the user and admins see all fields. */
export function canViewPrivateFields(viewer: User | undefined, user: User): boolean {
  return viewer !== undefined && (viewer.role === 'admin' || viewer.id === user.id);
}

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
