import type { Time } from '../database/types.js';
import type { Role } from './user.entity.js';

/** What is read of a user, as the driver gives it: all but the hash of the password. */
export interface UserRow {
  id: string;
  name: string;
  email: string;
  role: Role;
  etag: string;
  created_at: Time;
  updated_at: Time;
}

/** By name: what a statement returns stays the same when a later migration adds a column. */
export const USER_COLUMNS = 'id, name, email, role, etag, created_at, updated_at';

/** Whether somebody may see what not everybody sees of a user. */
export function maySee(viewer: UserRow | undefined, user: UserRow): boolean {
  return viewer !== undefined && (viewer.role === 'admin' || viewer.id === user.id);
}
