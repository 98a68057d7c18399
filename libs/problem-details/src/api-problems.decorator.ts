import { applyDecorators, HttpStatus } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiResponse,
  getSchemaPath,
  type ApiResponseOptions,
} from '@nestjs/swagger';
import {
  BodyTooLarge,
  InvalidBody,
  InvalidParameters,
  MalformedBody,
  UnsupportedMediaType,
} from './http.problems.js';
import { ProblemDto } from './problem.dto.js';
import {
  type InputError,
  type ProblemClass,
  type ProblemStatus,
  UNKNOWN_NAME,
} from './problem.exception.js';

/** Problem classes by status. A class of another status does not compile. */
export type ProblemsByStatus = {
  readonly [Status in ProblemStatus as `${Status}`]?:
    ProblemClass<Status> | readonly ProblemClass<Status>[];
};

type Problems = Record<string, readonly ProblemClass[]>;

const PROBLEMS_KEY = Symbol('the problems of a handler, by status');

/** Documents the problems of a handler, or of every handler of a controller. */
export function ApiProblems(problems: ProblemsByStatus): MethodDecorator & ClassDecorator {
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => {
    const documented = (descriptor?.value ?? target) as object;
    const all = { ...(Reflect.getMetadata(PROBLEMS_KEY, documented) as Problems | undefined) };
    const decorators = Object.entries(problems).map(([status, classes]) => {
      const added = [classes].flat() as ProblemClass[];
      const earlier = all[status] ?? [];
      all[status] = [...added, ...earlier];
      const response = { ...describeProblems(all[status]), status: Number(status) };
      // Swagger itself puts the earlier description before it.
      if (earlier.length > 0) response.description = `Or: ${joinDescriptions(added)}`;
      return ApiResponse(response);
    });
    Reflect.defineMetadata(PROBLEMS_KEY, all, documented);
    applyDecorators(ApiExtraModels(ProblemDto), ...decorators)(target, key, descriptor);
  };
}

/** Documents what any operation with a JSON body may respond: 400, 413, 415 and 422. */
export function ApiBodyProblems(): MethodDecorator {
  return ApiProblems({
    400: MalformedBody,
    413: BodyTooLarge,
    415: UnsupportedMediaType,
    422: InvalidBody,
  });
}

/** When to retry (RFC 9110 §10.2.3). */
export const RETRY_AFTER_HEADER = {
  'Retry-After': {
    description: 'Seconds to wait before a retry.',
    required: true,
    schema: { type: 'string', pattern: '^[0-9]+$' },
    example: '1',
  },
} as const;

const HEADERS_BY_STATUS: Partial<Record<ProblemStatus, ApiResponseOptions['headers']>> = {
  // RFC 9110 §11.6.1
  [HttpStatus.UNAUTHORIZED]: {
    'WWW-Authenticate': {
      description: 'How to authenticate.',
      required: true,
      schema: { type: 'string' },
      example: 'Bearer',
    },
  },
  // What a body may be: RFC 9110 §12.5.1, §12.5.3; RFC 5789 §3.1
  [HttpStatus.UNSUPPORTED_MEDIA_TYPE]: {
    Accept: { description: 'The media types that a body may have.', schema: { type: 'string' } },
    'Accept-Patch': { description: 'The same, for PATCH.', schema: { type: 'string' } },
    'Accept-Encoding': {
      description: 'Sent when the body had a content coding.',
      schema: { type: 'string', const: 'identity' } as object,
    },
  },
  [HttpStatus.TOO_MANY_REQUESTS]: RETRY_AFTER_HEADER,
  [HttpStatus.SERVICE_UNAVAILABLE]: RETRY_AFTER_HEADER,
};

/** `Retry-After`, where some of these problems have it. */
function documentRetryAfter(classes: readonly ProblemClass[]): ApiResponseOptions['headers'] {
  const having = classes.filter(({ definition }) => definition.headers?.['Retry-After']);
  if (having.length === 0) return undefined;
  const required = having.length === classes.length;
  return { 'Retry-After': { ...RETRY_AFTER_HEADER['Retry-After'], required } };
}

/** A response that is one of these problems, which have one status. */
export function describeProblems(classes: readonly ProblemClass[]): ApiResponseOptions {
  const examples = classes.map((problem) => [problem.definition.type, toExample(problem)]);
  return {
    description: joinDescriptions(classes),
    headers: HEADERS_BY_STATUS[classes[0].definition.status] ?? documentRetryAfter(classes),
    content: {
      'application/problem+json': {
        schema: { $ref: getSchemaPath('Problem') },
        examples: Object.fromEntries(examples) as object,
      },
    },
  } as ApiResponseOptions;
}

function joinDescriptions(classes: readonly ProblemClass[]): string {
  return classes.map(({ definition }) => definition.description).join(' Or: ');
}

/** An unknown name is an error in every operation, and so is true as an example of each. */
const EXAMPLE_ERRORS: Record<string, InputError[]> = {
  [InvalidBody.definition.type]: [{ pointer: '#/colour', detail: UNKNOWN_NAME }],
  [InvalidParameters.definition.type]: [{ parameter: 'colour', detail: UNKNOWN_NAME }],
};

/** @param basePath precedes each path that a client gets */
export function toExample({ definition }: ProblemClass, basePath = ''): { value: ProblemDto } {
  const { type, title, status, description: detail, errors = EXAMPLE_ERRORS[type] } = definition;
  return {
    value: {
      type: `${basePath}/problems/${type}`,
      title,
      status,
      detail,
      requestId: '0e3b5c1e-7d0f-4b5e-9f43-6a8f6d2b1c9a',
      errors,
    },
  };
}
