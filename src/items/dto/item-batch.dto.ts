import { HttpStatus } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Allow, ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import { EntryProblemDto, toEntryProblem } from '#problem-details';
import type { EntryResult } from '../items.service.js';
import { ItemNameTaken } from '../items.problems.js';
import { EXAMPLE_OWNER_ID, ItemDto } from './item.dto.js';
import { CreateItemDto } from './put-item.dto.js';

/** The first is new, and the second wants the name of an item that exists. */
const EXAMPLES = [
  { id: 'wall-lamp', name: 'Wall lamp', price: { amount: '19.99', currency: 'EUR' } },
  { id: 'other-lamp', name: 'Desk lamp', price: { amount: '19.99', currency: 'EUR' } },
];

const EXAMPLE_RESULTS = [
  {
    id: 'wall-lamp',
    status: HttpStatus.CREATED,
    item: {
      ...EXAMPLES[0],
      description: null,
      tags: [],
      ownerId: EXAMPLE_OWNER_ID,
      createdAt: '2026-01-31T12:00:00.000Z',
      updatedAt: '2026-01-31T12:00:00.000Z',
    },
  },
  {
    id: 'other-lamp',
    status: HttpStatus.CONFLICT,
    problem: toEntryProblem(new ItemNameTaken(), { url: '/items/other-lamp' }),
  },
];

/** Many items at once. An invalid one does not make the whole invalid. */
export class PutItemsDto {
  @ApiProperty({ type: [CreateItemDto], description: 'Their ids differ.', example: EXAMPLES })
  @ArrayMaxSize(100)
  @ArrayMinSize(1)
  @IsArray()
  @Allow({ each: true }) // each is validated by itself
  items: unknown[];
}

/** What PUT would have responded to one entry. */
export class ItemResultDto {
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'null where the entry has no valid one.',
  })
  id: string | null;

  @ApiProperty({ type: 'integer', description: 'The code that PUT sends.' })
  status: number;

  @ApiPropertyOptional({ description: 'With 200 and 201.' })
  item?: ItemDto;

  @ApiPropertyOptional({ description: 'With any other code; pointers are within the entry.' })
  problem?: EntryProblemDto;

  /** @param basePath precedes each path that a client gets */
  static from(result: EntryResult, basePath: string): ItemResultDto {
    const { id } = result;
    if ('item' in result) {
      const status = result.created ? HttpStatus.CREATED : HttpStatus.OK;
      return { id, status, item: ItemDto.from(result.item) };
    }
    const url = id === null ? undefined : `/items/${id}`;
    const problem = toEntryProblem(result.problem, { url, basePath });
    return { id, status: problem.status, problem };
  }
}

/** A result for each entry, in their order. */
export class ItemBatchDto {
  @ApiProperty({ type: [ItemResultDto], example: EXAMPLE_RESULTS })
  results: ItemResultDto[];
}
