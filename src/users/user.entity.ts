import { Check, Column, Entity, Generated, PrimaryColumn, Unique } from 'typeorm';

export const ROLES = ['member', 'admin'] as const;
export type Role = (typeof ROLES)[number];

@Entity('users')
@Unique('users_email_key', ['emailKey'])
@Check('users_role_check', `role IN ('member', 'admin')`)
export class User {
  /** UUIDv7, made by the server: ids sort in the order in which users were made. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'users_pkey' })
  id: string;

  @Column('text')
  name: string;

  /** As the user wrote it. */
  @Column('text')
  email: string;

  /** The email in lower case, which is what has to be unique. */
  @Column('text', { name: 'email_key' })
  emailKey: string;

  @Column('text')
  role: Role;

  @Column('text', { name: 'password_hash' })
  passwordHash: string;

  /** Names this state of the user, and no other for all time: each write draws a new one. */
  @Column('uuid')
  @Generated('uuid')
  etag: string;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt: Date;
}
