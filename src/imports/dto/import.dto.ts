import { ApiProperty } from '@nestjs/swagger';
import { ApiTimestamp } from '#openapi';
import { createCursor, NEXT_CURSOR_PROPERTY, NEXT_LINK_HEADER, type Page } from '#pagination';
import type { IsoTimestamp } from '#postgres';
import { EntryProblemDto, MalformedBody, toEntryProblem } from '#problem-details';
import type { Import, ImportLine } from '../import.entity.js';
import { DONE_ID, WAITING_ID } from './import.params.js';

export class ImportDto {
  @ApiProperty({ description: 'Chosen by the server.', format: 'uuid', example: WAITING_ID })
  id: string;

  @ApiProperty({
    description: '`done` only in a list: an import that is done leads to its report.',
    enum: ['waiting', 'running', 'done'],
    example: 'waiting',
  })
  state: 'waiting' | 'running' | 'done';

  @ApiProperty({ type: 'integer', description: 'The lines that are not empty.', example: 2 })
  total: number;

  @ApiProperty({ type: 'integer', description: 'Those that have a result.', example: 0 })
  processed: number;

  @ApiTimestamp()
  createdAt: IsoTimestamp;

  static from({ id, total, processed, finishedAt, createdAt }: Import): ImportDto {
    const state = finishedAt ? 'done' : processed > 0 ? 'running' : 'waiting';
    return { id, state, total: total ?? 0, processed, createdAt };
  }
}

/** Imports, the newest first. */
export class ImportListDto {
  @ApiProperty({ type: [ImportDto] })
  imports: ImportDto[];

  @ApiProperty(NEXT_CURSOR_PROPERTY)
  nextCursor: string | null;

  static from({ entries, nextCursor }: Page<Import>): ImportListDto {
    return { imports: entries.map((one) => ImportDto.from(one)), nextCursor };
  }
}

class ImportCountsDto {
  @ApiProperty({ type: 'integer', example: 1 })
  created: number;

  @ApiProperty({ type: 'integer', example: 0 })
  replaced: number;

  @ApiProperty({ type: 'integer', example: 1 })
  failed: number;
}

/** What became of a line. */
class LineResultDto {
  @ApiProperty({ type: 'integer', description: 'From 1; empty lines count.' })
  line: number;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The id in the line, if it is valid.',
  })
  id: string | null;

  @ApiProperty({ type: 'integer', description: 'What a PUT would have got.' })
  status: number;

  @ApiProperty({ required: false, description: 'Why the line failed.' })
  problem?: EntryProblemDto;

  /** @param basePath precedes each path that a client gets */
  static from({ line, itemId: id, status, problem }: ImportLine, basePath: string): LineResultDto {
    const result = { line, id, status: status ?? 0 };
    if (!problem) return result;
    const { type, instance } = problem;
    const paths = { type: basePath + type, instance: instance && basePath + instance };
    return { ...result, problem: { ...problem, ...paths } };
  }
}

const CREATED = { line: 1, id: 'garden-lamp', status: 201 };

const FAILED = {
  line: 2,
  id: null,
  status: 400,
  problem: toEntryProblem(new MalformedBody('The line is not valid UTF-8.'), {}),
};

/** The next page of the example. */
export const NEXT_RESULTS_HEADER = {
  Link: {
    ...NEXT_LINK_HEADER.Link,
    example: `</imports/${DONE_ID}/report?cursor=${createCursor('2', {
      path: '/imports/:id/report',
      params: { id: DONE_ID },
      query: {},
    })}>; rel="next"`,
  },
};

/** What became of the lines of an import, in their order. */
export class ReportDto {
  @ApiProperty({ type: 'string', enum: ['done'] })
  state: 'done';

  @ApiProperty()
  counts: ImportCountsDto;

  @ApiProperty({ type: [LineResultDto], example: [CREATED, FAILED] })
  results: LineResultDto[];

  @ApiProperty(NEXT_CURSOR_PROPERTY)
  nextCursor: string | null;

  static from(
    { processed, created, replaced }: Import,
    { entries, nextCursor }: Page<ImportLine>,
    basePath: string,
  ): ReportDto {
    return {
      state: 'done',
      counts: { created, replaced, failed: processed - created - replaced },
      results: entries.map((line) => LineResultDto.from(line, basePath)),
      nextCursor,
    };
  }
}
