import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Generated,
  PrimaryColumn,
  Unique,
  UpdateDateColumn,
} from 'typeorm';
import { type IsoTimestamp, isoTimestamp } from '../database/iso-timestamp.js';

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

  /** 1 for the first password, one more with each change: a token is valid for one of them. */
  @Column('integer', { name: 'password_version', default: 1 })
  passwordVersion: number;

  /** Identifies this version of the user, and no other: each write draws a new one. */
  @Column('uuid')
  @Generated('uuid')
  etag: string;

  @CreateDateColumn({
    name: 'created_at',
    type: 'timestamptz',
    precision: 3,
    transformer: isoTimestamp,
  })
  createdAt: IsoTimestamp;

  @UpdateDateColumn({
    name: 'updated_at',
    type: 'timestamptz',
    precision: 3,
    transformer: isoTimestamp,
  })
  updatedAt: IsoTimestamp;
}
