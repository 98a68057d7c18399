import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { Expose, plainToInstance } from 'class-transformer';
import type { IsoTimestamp } from '../../../../src/database/iso-timestamp.js';
import { ApiTimestamp } from '../../../../src/http/api-timestamp.decorator.js';
import { NEXT_CURSOR, type Page } from '../../../../src/http/page.js';
import type { Thing } from '../thing.entity.js';
import { PutThingDto, ThingParams } from './put-thing.dto.js';

/** What everyone sees of a thing: the exposed fields, and so never a new column by accident. */
export class ThingDto extends IntersectionType(ThingParams, PutThingDto) {
  @Expose()
  override id: string;

  @Expose()
  override name: string;

  @Expose()
  @ApiProperty({ required: true, description: 'null when there is none.' })
  override note: string | null;

  @Expose()
  @ApiProperty({
    description: 'The user who owns the thing.',
    format: 'uuid',
    example: '019af000-0000-7000-8000-000000000001',
  })
  ownerId: string;

  @Expose()
  @ApiTimestamp()
  createdAt: IsoTimestamp;

  @Expose()
  @ApiTimestamp()
  updatedAt: IsoTimestamp;

  static from(thing: Thing): ThingDto {
    return plainToInstance(ThingDto, thing, { excludeExtraneousValues: true });
  }
}

/** Things in the order of their ids. */
export class ThingListDto {
  @ApiProperty({ type: [ThingDto] })
  things: ThingDto[];

  @ApiProperty(NEXT_CURSOR)
  nextCursor: string | null;

  static from({ entries, nextCursor }: Page<Thing>): ThingListDto {
    return { things: entries.map((thing) => ThingDto.from(thing)), nextCursor };
  }
}
