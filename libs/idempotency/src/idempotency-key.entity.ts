import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A key, the lease of the request that acts, and from then on its response. */
@Entity('idempotency_keys')
export class IdempotencyKey {
  /** The method and the route: `POST /users` */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'idempotency_keys_pkey' })
  operation: string;

  /** Empty where nobody is logged in. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'idempotency_keys_pkey' })
  caller: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'idempotency_keys_pkey' })
  key: string;

  /** Drawn by the request that acts. After the end of its lease, another request may act, with another lease. */
  @Column('uuid')
  lease: string;

  /** The end of the lease or, once there is a response, of the key. */
  @Index('idempotency_keys_expires_at_idx')
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt: Date;

  /** An HMAC of the request. */
  @Column('bytea', { nullable: true })
  fingerprint: Buffer | null;

  @Column('json', { nullable: true })
  response: object | null;

  /** The user whose data the response has. A foreign key of the application deletes it with the user. */
  @Index('idempotency_keys_user_id_idx')
  @Column('uuid', { name: 'user_id', nullable: true })
  userId: string | null;
}
