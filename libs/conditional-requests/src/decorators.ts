import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  type ParamDecoratorEnhancer,
} from '@nestjs/common';
import { ApiHeader, type ApiHeaderOptions, ApiNotModifiedResponse } from '@nestjs/swagger';
import { ApiProblems, PreconditionFailed } from '#problem-details';
import {
  CREATES_ONLY,
  HAS_CONDITIONS,
  type Preconditions,
  readPreconditions,
} from './preconditions.js';

/** The version of the content (RFC 9110 §8.8.3). */
export const ETAG_HEADER = {
  ETag: {
    description: 'Identifies this version. No other version ever has the same.',
    required: true,
    schema: { type: 'string', pattern: '^"[0-9a-f-]{36}(?:-[a-z]+)?"$' },
    example: '"0b9d6a3e-5f0c-4c55-9d5e-2f6d1c7a8e41"',
  },
} as const;

const IF_MATCH_PARAMETER = {
  name: 'If-Match',
  required: false,
  description:
    'Act only if the current version is one of these, or `*` for any version (RFC 9110 §13.1.1).',
} as const;

const IF_NONE_MATCH_PARAMETER = {
  name: 'If-None-Match',
  required: false,
  description:
    'Act only if the current version is none of these, or `*` if there is none (RFC 9110 §13.1.2).',
} as const;

/** The preconditions of a request, for a handler that writes. */
export const RequestPreconditions = createParamDecorator(
  (_: unknown, context: ExecutionContext) => read(context),
  [documentHeader(IF_MATCH_PARAMETER), documentHeader(IF_NONE_MATCH_PARAMETER)],
);

/**
 * The same where `If-Match` is required. The write throws the 428, since the resource's 404 and
 * 403 take precedence.
 */
export const IfMatchRequired = createParamDecorator(
  (_: unknown, context: ExecutionContext): Preconditions => ({
    ...read(context),
    isIfMatchRequired: true,
  }),
  [
    documentHeader({
      ...IF_MATCH_PARAMETER,
      required: true,
      schema: { type: 'string', example: '*' },
    }),
    documentHeader(IF_NONE_MATCH_PARAMETER),
  ],
);

/** The same where `If-None-Match: *` is the only condition, such as for many resources at once. Any other is a 400. */
export const CreateOnlyPrecondition = createParamDecorator(
  (_: unknown, context: ExecutionContext) => read(context),
  [
    documentHeader(
      {
        name: 'If-None-Match',
        required: false,
        description: 'With `*`, only create (RFC 9110 §13.1.2).',
        schema: { type: 'string', enum: ['*'] },
      },
      CREATES_ONLY,
    ),
  ],
);

/**
 * Documents the 304 and the 412 of a GET whose handler sends an ETag.
 *
 * @param headers those that the 304 has in common with the 200 (RFC 9110 §15.4.5)
 */
export function ApiConditionalGet(headers: Record<string, object> = ETAG_HEADER): MethodDecorator {
  return applyDecorators(
    ApiHeader(IF_MATCH_PARAMETER),
    ApiHeader(IF_NONE_MATCH_PARAMETER),
    ApiNotModifiedResponse({ description: 'The client has the current version.', headers }),
    ApiProblems({ 412: PreconditionFailed }),
  );
}

function read(context: ExecutionContext): Preconditions {
  return readPreconditions(context.switchToHttp().getRequest());
}

function documentHeader(header: ApiHeaderOptions, mark = HAS_CONDITIONS): ParamDecoratorEnhancer {
  return (target, key, index) => {
    if (key === undefined || index === undefined) return;
    const descriptor = Object.getOwnPropertyDescriptor(target, key);
    if (!descriptor) return;
    ApiHeader(header)(target, key, descriptor);
    Reflect.defineMetadata(mark, true, descriptor.value as object);
  };
}
