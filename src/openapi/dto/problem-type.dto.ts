import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { ProblemDefinition } from '../../problems/problem.exception.js';

@ApiSchema({ name: 'ProblemType' })
export class ProblemTypeDto {
  @ApiProperty({
    format: 'uri-reference',
    description: 'The `type` of each such problem.',
    example: '/problems/name-taken',
  })
  type: string;

  @ApiProperty({ type: 'integer', description: 'The status code.', example: 409 })
  status: number;

  @ApiProperty({ description: 'The `title` of each such problem.', example: 'Name taken' })
  title: string;

  @ApiProperty({ description: 'What it means.', example: 'Another item has this name.' })
  description: string;

  @ApiProperty({ description: 'What a client can do.', example: 'Choose another name.' })
  solution: string;

  /** @param basePath the path of PUBLIC_URL */
  static from(definition: ProblemDefinition, basePath: string): ProblemTypeDto {
    const { type, status, title, description, solution } = definition;
    return { type: `${basePath}/problems/${type}`, status, title, description, solution };
  }
}
