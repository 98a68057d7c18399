import { ApiProperty } from '@nestjs/swagger';
import { Exclude } from 'class-transformer';
import {
  Column,
  CreateDateColumn,
  Entity,
  PrimaryColumn,
  UpdateDateColumn,
  VersionColumn,
} from 'typeorm';

export class Price {
  @ApiProperty()
  @Column('numeric', { name: 'price_amount', precision: 12, scale: 2 })
  amount: string;

  @ApiProperty()
  @Column('text', { name: 'price_currency' })
  currency: string;
}

/** The table of this service, and the response. */
@Entity('items')
export class Item {
  @ApiProperty()
  @PrimaryColumn('text')
  id: string;

  @ApiProperty()
  @Column('text', { unique: true })
  name: string;

  @ApiProperty({ type: String, nullable: true })
  @Column('text', { nullable: true })
  description: string | null;

  @ApiProperty()
  @Column(() => Price, { prefix: false })
  price: Price;

  @ApiProperty({ type: [String] })
  @Column('text', { array: true })
  tags: string[];

  @ApiProperty()
  @Column('uuid', { name: 'owner_id' })
  ownerId: string;

  @Exclude()
  @VersionColumn()
  version: number;

  @Exclude()
  @Column('uuid')
  etag: string;

  @ApiProperty()
  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @ApiProperty()
  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
