import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import { Revision } from '#postgres';

@Entity('notes')
export class Note {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  id: string;

  @Column('text')
  text: string;

  @VersionColumn({ default: 1, select: false })
  version?: number;

  @Column(() => Revision, { prefix: false })
  revision: Revision;
}
