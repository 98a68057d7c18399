import { ApiProperty } from '@nestjs/swagger';
import { ApiTimestamp } from '#openapi';
import { NEXT_CURSOR_PROPERTY, type Page } from '#pagination';
import type { IsoTimestamp } from '#postgres';
import type { Thing } from '../thing.entity.js';

/** What everyone sees of a thing. */
export class ThingDto {
  @ApiProperty({ description: 'Chosen by the client.', example: 'first-thing' })
  id: string;

  @ApiProperty({ description: 'Unique to the letter.', example: 'First thing' })
  name: string;

  @ApiProperty({ type: 'string', nullable: true, example: 'To begin with.' })
  note: string | null;

  @ApiProperty({
    description: 'The user who owns the thing.',
    format: 'uuid',
    example: '019af000-0000-7000-8000-000000000001',
  })
  ownerId: string;

  @ApiTimestamp()
  createdAt: IsoTimestamp;

  @ApiTimestamp()
  updatedAt: IsoTimestamp;

  /** An allow-list, so that a new column never leaks. */
  static from({ id, name, note, ownerId, revision }: Thing): ThingDto {
    const { createdAt, updatedAt } = revision;
    return { id, name, note, ownerId, createdAt, updatedAt };
  }
}

/** Things in the order of their ids. */
export class ThingListDto {
  @ApiProperty({ type: [ThingDto] })
  things: ThingDto[];

  @ApiProperty(NEXT_CURSOR_PROPERTY)
  nextCursor: string | null;

  static from({ entries, nextCursor }: Page<Thing>): ThingListDto {
    return { things: entries.map((thing) => ThingDto.from(thing)), nextCursor };
  }
}
