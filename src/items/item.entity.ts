import {
  Check,
  Column,
  Entity,
  Generated,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  Unique,
} from 'typeorm';
import { User } from '../users/user.entity.js';

/** An amount of money. */
export class Price {
  /** Exact, and a string all the way: a JavaScript number would round it. */
  @Column('numeric', { name: 'price_amount', precision: 12, scale: 2 })
  amount: string;

  /** ISO 4217. */
  @Column('text', { name: 'price_currency' })
  currency: string;
}

@Entity('items')
@Unique('items_name_key', ['name'])
@Index('items_owner_id_idx', ['ownerId', 'id'])
@Index('items_tags_idx', ['tags'], { type: 'gin' })
@Check('items_price_amount_check', 'price_amount >= 0')
export class Item {
  /** A slug chosen by the client, which is what lets PUT create an item. */
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

  /** 1 when the item is made, one more with each replacement: how an upsert tells which it was. */
  @Column('integer', { default: 1 })
  version: number;

  /** Names this state of the item, and no other for all time: each write draws a new one. */
  @Column('uuid')
  @Generated('uuid')
  etag: string;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  updatedAt: Date;
}
