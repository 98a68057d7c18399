import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  Unique,
  VersionColumn,
} from 'typeorm';
import { Revision } from '#postgres';
import { User } from '../users/user.entity.js';

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

  @Column(() => Revision, { prefix: false })
  revision: Revision;
}
