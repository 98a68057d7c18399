import { type Role, User } from './user.entity.js';

/** A row of `users`, as the driver gives it. */
export interface UserRow {
  id: string;
  name: string;
  email: string;
  email_key: string;
  role: Role;
  password_hash: string;
  etag: string;
  created_at: Date;
  updated_at: Date;
}

/** By name: what a statement returns stays the same when a later migration adds a column. */
export const USER_COLUMNS = `id, name, email, email_key, role, password_hash, etag, created_at,
  updated_at`;

export function userOf(row: UserRow): User {
  return Object.assign(new User(), {
    id: row.id,
    name: row.name,
    email: row.email,
    emailKey: row.email_key,
    role: row.role,
    passwordHash: row.password_hash,
    etag: row.etag,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  });
}
