import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { type IsoTimestamp, isoTimestamp } from '#postgres';
import type { EntryProblemDto } from '#problem-details';

const TIMESTAMP = { type: 'timestamptz', precision: 3, transformer: isoTimestamp } as const;

@Entity('imports')
@Index('imports_owner_id_idx', ['ownerId', 'id'])
export class Import {
  /** UUIDv7, made by the service: ids sort in the order of creation. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'imports_pkey' })
  id: string;

  /** May be that of a user who was deleted since. */
  @Column('uuid', { name: 'owner_id' })
  ownerId: string;

  /** Whether the request had `If-None-Match: *`. */
  @Column('boolean', { name: 'creates_only' })
  createsOnly: boolean;

  /** How many lines get a result. Null until the last line has arrived: before that, nothing is imported. */
  @Column('integer', { nullable: true })
  total: number | null;

  @Column('integer', { default: 0 })
  processed: number;

  /** The number of the last line with a result. */
  @Column('integer', { name: 'last_line', default: 0 })
  lastLine: number;

  /** How many lines have created an item. */
  @Column('integer', { default: 0 })
  created: number;

  @Column('integer', { default: 0 })
  replaced: number;

  @Column({ name: 'created_at', ...TIMESTAMP, default: () => 'now()' })
  createdAt: IsoTimestamp;

  /** When the service last heard of the client, while lines arrive. */
  @Column({ name: 'received_at', ...TIMESTAMP, default: () => 'now()' })
  receivedAt: IsoTimestamp;

  @Column({ name: 'finished_at', ...TIMESTAMP, nullable: true })
  finishedAt: IsoTimestamp | null;

  /** When the client deleted it. */
  @Column({ name: 'gone_at', ...TIMESTAMP, nullable: true })
  goneAt: IsoTimestamp | null;
}

@Entity('import_lines')
@Index('import_lines_failed_idx', ['importId', 'line'], { where: 'status >= 400' })
export class ImportLine {
  @PrimaryColumn('uuid', { name: 'import_id', primaryKeyConstraintName: 'import_lines_pkey' })
  importId: string;

  @ManyToOne(() => Import, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'import_id', foreignKeyConstraintName: 'import_lines_import_id_fkey' })
  import?: Import;

  /** From 1. A line without content has no row. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'import_lines_pkey' })
  line: number;

  /** The bytes of the line, as they came, until it has a result. A longer line is cut, and then too long anyway. */
  @Column('bytea', { nullable: true })
  content: Buffer | null;

  /** The id in the line, if it is valid. */
  @Column('text', { name: 'item_id', nullable: true })
  itemId: string | null;

  /** What a PUT of this line would have got. */
  @Column('integer', { nullable: true })
  status: number | null;

  @Column('json', { nullable: true })
  problem: EntryProblemDto | null;
}
