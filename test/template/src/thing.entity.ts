import {
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  Unique,
  VersionColumn,
} from 'typeorm';
import { type IsoTimestamp, isoTimestamp, Revision } from '#postgres';
import { User } from '../../../src/users/user.entity.js';

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

  @Column('jsonb')
  links: { label: string; url: string }[];

  /** When an action archived the thing. With `insert: false`, a PUT keeps it. */
  @Column({
    name: 'archived_at',
    type: 'timestamptz',
    precision: 3,
    nullable: true,
    insert: false,
    transformer: isoTimestamp,
  })
  archivedAt: IsoTimestamp | null;

  @Column('uuid', { name: 'owner_id' })
  ownerId: string;

  @ManyToOne(() => User, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'things_owner_id_fkey' })
  owner?: User;

  /** 1 in a new thing, higher after each write: this is how an upsert knows that it created. */
  @VersionColumn({ default: 1, select: false })
  version?: number;

  @Column(() => Revision, { prefix: false })
  revision: Revision;
}
