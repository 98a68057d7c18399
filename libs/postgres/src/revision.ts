import { Column, CreateDateColumn, Generated, UpdateDateColumn } from 'typeorm';
import { type IsoTimestamp, isoTimestamp } from './iso-timestamp.js';

const TIMESTAMP = { type: 'timestamptz', precision: 3, transformer: isoTimestamp } as const;

/** The version of a row and its times: `@Column(() => Revision, { prefix: false }) revision: Revision`. */
export class Revision {
  /** Identifies this version, and no other for all time: each write draws a new one. */
  @Column('uuid')
  @Generated('uuid')
  etag: string;

  @CreateDateColumn({ name: 'created_at', ...TIMESTAMP })
  createdAt: IsoTimestamp;

  @UpdateDateColumn({ name: 'updated_at', ...TIMESTAMP })
  updatedAt: IsoTimestamp;
}
