import { ApiProperty } from '@nestjs/swagger';
import { ApiTimestamp } from '#openapi';
import { NEXT_CURSOR_PROPERTY, type Page } from '#pagination';
import type { IsoTimestamp } from '#postgres';
import { IsText } from '#validation';
import type { Thing } from '../thing.entity.js';

/** A part of a thing, as a client sends it and gets it. */
export class ThingLinkDto {
  @ApiProperty({ example: 'Manual' })
  @IsText(1, 80)
  label: string;

  @ApiProperty({ example: 'https://example.com/manual' })
  @IsText(1, 2000)
  url: string;
}

/** What everyone sees of a thing. */
export class ThingDto {
  @ApiProperty({ description: 'Chosen by the client.', example: 'first-thing' })
  id: string;

  @ApiProperty({ description: 'Unique to the letter.', example: 'First thing' })
  name: string;

  @ApiProperty({ type: 'string', nullable: true, example: 'To begin with.' })
  note: string | null;

  @ApiProperty({ type: [ThingLinkDto], description: 'In the given order.' })
  links: ThingLinkDto[];

  @ApiTimestamp({ nullable: true, description: 'null until the thing is archived.' })
  archivedAt: IsoTimestamp | null;

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
  static from(thing: Thing): ThingDto {
    return {
      id: thing.id,
      name: thing.name,
      note: thing.note,
      links: thing.links.map(({ label, url }) => ({ label, url })),
      archivedAt: thing.archivedAt,
      ownerId: thing.ownerId,
      createdAt: thing.revision.createdAt,
      updatedAt: thing.revision.updatedAt,
    };
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
