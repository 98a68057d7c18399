import { Check, Column, Entity, ForeignKey, Generated, PrimaryColumn, Unique } from 'typeorm';
import { IdempotencyKey } from '#idempotency';
import { Revision } from '#postgres';

/** From and to, in code points. */
export const NAME_LENGTH = [1, 80] as const;
export const PASSWORD_LENGTH = [12, 128] as const;

export const ROLES = ['member', 'admin'] as const;
export type Role = (typeof ROLES)[number];

@Entity('users')
@Unique('users_email_key', ['emailKey'])
@Check('users_role_check', `role IN ('member', 'admin')`)
export class User {
  /** UUIDv7, made by the service: ids sort in the order of creation. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'users_pkey' })
  id: string;

  @Column('text')
  name: string;

  /** As the user wrote it. */
  @Column('text')
  email: string;

  /** The email in lower case, which must be unique. */
  @Column('text', { name: 'email_key' })
  emailKey: string;

  @Column('text')
  role: Role;

  /** Only loaded when it is asked for. */
  @Column('text', { name: 'password_hash', select: false })
  passwordHash: string;

  /** Identifies the password, and no other: each change draws a new one. A token is valid for one of them. */
  @Column('uuid', { name: 'password_version' })
  @Generated('uuid')
  passwordVersion: string;

  @Column(() => Revision, { prefix: false })
  revision: Revision;
}

// What is kept of a sign-up goes with its user.
ForeignKey(() => User, { name: 'idempotency_keys_user_id_fkey', onDelete: 'CASCADE' })(
  IdempotencyKey.prototype,
  'userId',
);
