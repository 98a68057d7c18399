import {
  Column,
  CreateDateColumn,
  Entity,
  Generated,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  Unique,
  UpdateDateColumn,
  VersionColumn,
} from 'typeorm';
import { User } from '../../../src/auth/user.entity.js';
import { type IsoTimestamp, isoTimestamp } from '../../../src/database/iso-timestamp.js';

@Entity('things')
@Unique('things_name_key', ['name'])
@Index('things_owner_id_idx', ['ownerId', 'id'])
export class Thing {
  /** A slug, chosen by the client, which is what lets PUT create a thing. */
  @PrimaryColumn({ type: 'text', collation: 'C', primaryKeyConstraintName: 'things_pkey' })
  id: string;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  note: string | null;

  @Column('uuid', { name: 'owner_id' })
  ownerId: string;

  @ManyToOne(() => User, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'things_owner_id_fkey' })
  owner?: User;

  /** 1 in a new thing, higher after each write: this is how an upsert knows that it created. */
  @VersionColumn({ default: 1, select: false })
  version?: number;

  /** Identifies this version of the thing, and no other for all time: each write draws a new one. */
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
