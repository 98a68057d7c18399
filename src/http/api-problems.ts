import { applyDecorators, HttpStatus } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { RETRY_AFTER, WWW_AUTHENTICATE } from './headers.js';
import { PROBLEMS, type ProblemDetails, type ProblemType } from './problems.js';
import { ApiExtraModels, ApiProperty, ApiResponse, getSchemaPath } from './swagger.js';

/** One fault of the input. */
export class InputErrorDto {
  @ApiProperty({ required: false, example: '#/price/amount', description: 'Where in the body.' })
  pointer?: string;

  @ApiProperty({ required: false, description: 'Which parameter of the path or the query.' })
  parameter?: string;

  @ApiProperty({ required: false, description: 'Which header.' })
  header?: string;

  @ApiProperty({ description: 'What is wrong with it.' })
  detail: string;
}

/** Problem details (RFC 9457). */
export class ProblemDto implements ProblemDetails {
  @ApiProperty({
    format: 'uri-reference',
    description: 'The kind of problem, with a page about it.',
  })
  type: string;

  @ApiProperty({ description: 'The name of the kind; the same each time.' })
  title: string;

  @ApiProperty({ type: 'integer', description: 'The status code of the response.' })
  status: number;

  @ApiProperty({ minLength: 1, description: 'What happened this time.' })
  detail: string;

  @ApiProperty({ format: 'uri-reference', description: 'The path of the request.' })
  instance: string;

  @ApiProperty({
    description: 'The `X-Request-Id` of this response, which leads to it in the log.',
  })
  requestId: string;
}

/** Problem details of an input that breaks rules: every broken rule at once. */
export class InputProblemDto extends ProblemDto {
  @ApiProperty({ type: [InputErrorDto] })
  errors: InputErrorDto[];
}

/** What any operation with a body may answer. */
export const BODY_PROBLEMS = [
  'malformed-body',
  'body-too-large',
  'unsupported-media-type',
  'invalid-body',
] as const satisfies ProblemType[];

/**
 * States the problems that a handler, or every handler of a controller, may answer, by type; one
 * status may have several.
 */
export function ApiProblems(...types: ProblemType[]): MethodDecorator & ClassDecorator {
  const statuses = [...new Set(types.map((type) => PROBLEMS[type].status))];
  return applyDecorators(
    ApiExtraModels(ProblemDto, InputProblemDto),
    ...statuses.map((status) =>
      ApiResponse({
        status,
        ...problemResponse(
          status,
          types.filter((type) => PROBLEMS[type].status === status),
        ),
      }),
    ),
  );
}

const HEADERS_OF_STATUS: Partial<Record<number, ResponseObject['headers']>> = {
  [HttpStatus.UNAUTHORIZED]: WWW_AUTHENTICATE,
  [HttpStatus.TOO_MANY_REQUESTS]: RETRY_AFTER,
  [HttpStatus.SERVICE_UNAVAILABLE]: RETRY_AFTER,
};

type Responses = NonNullable<NonNullable<OpenAPIObject['components']>['responses']>;
export type ResponseObject = Exclude<Responses[string], { $ref: string }>;

/** The response of one status, which may be a problem of any of these types. */
export function problemResponse(status: number, types: ProblemType[]): ResponseObject {
  const models = new Set(
    types.map((type) => ('errors' in example(type) ? InputProblemDto : ProblemDto)),
  );
  const schemas = [...models].map((model) => ({ $ref: getSchemaPath(model) }));
  return {
    description: types.map((type) => PROBLEMS[type].explanation).join(' Or: '),
    headers: HEADERS_OF_STATUS[status],
    content: {
      'application/problem+json': {
        schema: schemas.length === 1 ? schemas[0] : { anyOf: schemas },
        examples: Object.fromEntries(types.map((type) => [type, { value: example(type) }])),
      },
    },
  };
}

function example(type: ProblemType): ProblemDetails {
  const { status, title, explanation } = PROBLEMS[type];
  return {
    type: `/problems/${type}`,
    title,
    status,
    detail: explanation,
    instance: '/items/desk-lamp',
    requestId: '0e3b5c1e-7d0f-4b5e-9f43-6a8f6d2b1c9a',
    ...(type === 'invalid-body' && {
      errors: [{ pointer: '#/price/amount', detail: 'is required' }],
    }),
    ...(type === 'invalid-parameters' && {
      errors: [{ parameter: 'limit', detail: 'must be a whole number from 1 to 100' }],
    }),
  };
}
