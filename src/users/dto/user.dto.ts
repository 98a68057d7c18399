import { IsEmailAddress, IsOneOf, IsText, IsTime, IsUuid } from '../../http/rules.js';
import { type Role, ROLES } from '../user.entity.js';
import type { UserRow } from '../user.row.js';
import { EMAIL, ID, NAME } from './user.fields.js';

/** What the user and admins see of a user: this list, and so never a password. */
export class UserDto {
  @IsUuid(ID)
  id: string;

  @IsText(NAME)
  name: string;

  @IsEmailAddress(EMAIL)
  email: string;

  @IsOneOf(ROLES)
  role: Role;

  @IsTime()
  createdAt: string;

  @IsTime()
  updatedAt: string;

  static from(user: UserRow): UserDto {
    return {
      id: user.id,
      name: user.name,
      email: user.email,
      role: user.role,
      createdAt: user.created_at,
      updatedAt: user.updated_at,
    };
  }
}
