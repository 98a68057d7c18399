import { IsEmailAddress, IsOneOf, IsText, IsTime, IsUuid } from '../../http/rules.js';
import { type Role, ROLES, type User } from '../user.entity.js';
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

  static from(user: User): UserDto {
    return {
      id: user.id,
      name: user.name,
      email: user.email,
      role: user.role,
      createdAt: user.createdAt.toISOString(),
      updatedAt: user.updatedAt.toISOString(),
    };
  }
}
