import type { User } from './user.entity.js';

/** Everyone sees the public fields of a user; the user and admins see all fields. */
export function canViewPrivateFields(viewer: User | undefined, user: User): boolean {
  return viewer !== undefined && (viewer.role === 'admin' || viewer.id === user.id);
}
