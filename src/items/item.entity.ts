import {
  Check,
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
import { type IsoTimestamp, isoTimestamp } from '../database/iso-timestamp.js';
import { User } from '../auth/user.entity.js';

/** An amount of money. */
export class Price {
  /** Exact, and so a string: a JavaScript number would round it. */
  @Column('numeric', { name: 'price_amount', precision: 12, scale: 2 })
  amount: string;

  /** ISO 4217 */
  @Column('text', { name: 'price_currency' })
  currency: string;
}

@Entity('items')
@Unique('items_name_key', ['name'])
@Index('items_owner_id_idx', ['ownerId', 'id'])
@Check('items_price_amount_check', 'price_amount >= 0')
export class Item {
  /** A slug, chosen by the client, which is what lets PUT create an item. */
  @PrimaryColumn({ type: 'text', collation: 'C', primaryKeyConstraintName: 'items_pkey' })
  id: string;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  description: string | null;

  @Column(() => Price, { prefix: false })
  price: Price;

  @Column('text', { array: true })
  tags: string[];

  @Column('uuid', { name: 'owner_id' })
  ownerId: string;

  @ManyToOne(() => User, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'items_owner_id_fkey' })
  owner?: User;

  /**
   * 1 in a new item, higher after each write: this is how an upsert knows that it created. Only loaded when
   * it is asked for.
   */
  @VersionColumn({ default: 1, select: false })
  version?: number;

  /** Identifies this version of the item, and no other for all time: each write draws a new one. */
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
