import { IsText, IsTime, IsUuid } from '../../http/rules.js';
import type { UserRow } from '../user.row.js';
import { ID, NAME } from './user.fields.js';

/** What everybody sees of a user. */
export class PublicUserDto {
  @IsUuid(ID)
  id: string;

  @IsText(NAME)
  name: string;

  @IsTime()
  createdAt: string;

  static from({ id, name, created_at }: UserRow): PublicUserDto {
    return { id, name, createdAt: created_at };
  }
}
