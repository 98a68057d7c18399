import { ApiProperty, ApiSchema, OmitType } from '@nestjs/swagger';
import type { InputError } from './problem.exception.js';

/** One error in the input. */
@ApiSchema({ name: 'InputError' })
export class InputErrorDto {
  @ApiProperty({
    required: false,
    description: 'Where in the body: a JSON pointer, such as `#/price/amount`.',
  })
  pointer?: string;

  @ApiProperty({ required: false, description: 'The path or query parameter.' })
  parameter?: string;

  @ApiProperty({ required: false, description: 'The header.' })
  header?: string;

  @ApiProperty({ description: 'What is wrong.' })
  detail: string;
}

/** Problem details (RFC 9457). */
@ApiSchema({ name: 'Problem' })
export class ProblemDto {
  @ApiProperty({
    format: 'uri-reference',
    description: 'The problem type; its URL leads to an explanation.',
  })
  type: string;

  @ApiProperty({ description: 'A summary of the type; it does not vary.' })
  title: string;

  @ApiProperty({ type: 'integer', description: 'The status code of the response.' })
  status: number;

  @ApiProperty({ minLength: 1, description: 'What happened this time.' })
  detail: string;

  @ApiProperty({
    required: false,
    format: 'uri-reference',
    description: 'The path of the request. Absent when the request has no readable path.',
  })
  instance?: string;

  @ApiProperty({ description: 'The `X-Request-Id` of this response; the log has it too.' })
  requestId: string;

  @ApiProperty({
    required: false,
    type: [InputErrorDto],
    description: 'Every error in the parameters or the body.',
  })
  errors?: readonly InputError[];
}

/** Problem details of one among many, in a response whose `X-Request-Id` they share. */
@ApiSchema({ name: 'EntryProblem' })
export class EntryProblemDto extends OmitType(ProblemDto, ['requestId']) {}
