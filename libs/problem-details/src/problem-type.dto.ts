import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { ProblemDefinition } from './problem.exception.js';

@ApiSchema({ name: 'ProblemType' })
export class ProblemTypeDto {
  @ApiProperty({
    format: 'uri-reference',
    description: 'The `type` of each such problem.',
    example: '/problems/precondition-failed',
  })
  type: string;

  @ApiProperty({ type: 'integer', description: 'The status code.', example: 412 })
  status: number;

  @ApiProperty({ description: 'The `title` of each such problem.', example: 'Precondition failed' })
  title: string;

  @ApiProperty({ description: 'What it means.', example: 'The current version does not match.' })
  description: string;

  @ApiProperty({
    description: 'What a client can do.',
    example: 'Get the current version, and try again.',
  })
  solution: string;

  /** @param basePath precedes each path that a client gets */
  static from(definition: ProblemDefinition, basePath = ''): ProblemTypeDto {
    const { type, status, title, description, solution } = definition;
    return { type: `${basePath}/problems/${type}`, status, title, description, solution };
  }
}

@ApiSchema({ name: 'ProblemTypeList' })
export class ProblemTypeListDto {
  @ApiProperty({ type: [ProblemTypeDto], description: 'By status.' })
  problemTypes: ProblemTypeDto[];
}
