import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  type ParamDecoratorEnhancer,
} from '@nestjs/common';
import { ApiHeader, type ApiHeaderOptions, ApiNotModifiedResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems } from '../problems/api-problems.decorator.js';
import { PreconditionFailed } from '../problems/http.problems.js';
import { parseEntityTags } from './entity-tag.js';
import { ETAG_HEADER } from './response-headers.js';

/**
 * What a request requires of the current version (RFC 9110 §13.1). A list has the values of ETags,
 * without the quotes; `any` stands for `*`.
 */
export interface Preconditions {
  /** The current version must be one of these. */
  ifMatch?: 'any' | readonly string[];
  /** The current version, if there is one, must be none of these. */
  ifNoneMatch?: 'any' | readonly string[];
  /** Whether a request without `If-Match` is a 428. */
  isIfMatchRequired?: boolean;
  /** Whether `If-Match` has a weak tag, which never matches (RFC 9110 §8.8.3.2). */
  hasWeakIfMatch?: boolean;
}

const IF_MATCH = {
  name: 'If-Match',
  required: false,
  description:
    'Act only if the current version is one of these, or `*` for any version (RFC 9110 §13.1.1).',
} as const;

const IF_NONE_MATCH = {
  name: 'If-None-Match',
  required: false,
  description:
    'Act only if the current version is none of these, or `*` if there is none (RFC 9110 §13.1.2).',
} as const;

/** The preconditions of a request, for a handler that writes. */
export const RequestPreconditions = createParamDecorator(
  (_: unknown, context: ExecutionContext) => readPreconditions(toRequest(context)),
  [documentHeader(IF_MATCH), documentHeader(IF_NONE_MATCH)],
);

/**
 * The same where `If-Match` is required. The write throws the 428, since the resource's 404 and
 * 403 take precedence.
 */
export const IfMatchRequired = createParamDecorator(
  (_: unknown, context: ExecutionContext): Preconditions => ({
    ...readPreconditions(toRequest(context)),
    isIfMatchRequired: true,
  }),
  [
    documentHeader({ ...IF_MATCH, required: true, schema: { type: 'string', example: '*' } }),
    documentHeader(IF_NONE_MATCH),
  ],
);

/**
 * Documents the 304 and the 412 of a GET whose handler sends an ETag.
 *
 * @param headers those that the 304 has in common with the 200 (RFC 9110 §15.4.5)
 */
export function ApiConditionalGet(headers: Record<string, object> = ETAG_HEADER): MethodDecorator {
  return applyDecorators(
    ApiHeader(IF_MATCH),
    ApiHeader(IF_NONE_MATCH),
    ApiNotModifiedResponse({ description: 'The client has the current version.', headers }),
    ApiProblems({ 412: PreconditionFailed }),
  );
}

/** A malformed header counts as absent here; `ParametersGuard` rejects it before any handler. */
export function readPreconditions({ headers }: Pick<FastifyRequest, 'headers'>): Preconditions {
  const ifMatch = parseEntityTags(headers['if-match']);
  const ifNoneMatch = parseEntityTags(headers['if-none-match']);
  return {
    ifMatch: Array.isArray(ifMatch)
      ? ifMatch.filter(({ isWeak }) => !isWeak).map(({ value }) => value)
      : ifMatch,
    hasWeakIfMatch: Array.isArray(ifMatch) && ifMatch.some(({ isWeak }) => isWeak),
    ifNoneMatch: Array.isArray(ifNoneMatch) ? ifNoneMatch.map(({ value }) => value) : ifNoneMatch,
  };
}

/** Whether `If-Match`, if present, has an ETag: strong comparison (RFC 9110 §13.1.1). */
export function isIfMatchSatisfied({ ifMatch }: Preconditions, etag: string): boolean {
  return ifMatch === undefined || ifMatch === 'any' || ifMatch.includes(etag);
}

/** The 412 of a request; to a weak tag it says what helps. */
export function toPreconditionFailed({ hasWeakIfMatch }: Preconditions): PreconditionFailed {
  return new PreconditionFailed(
    hasWeakIfMatch
      ? 'If-Match needs a strong ETag, without W/. A proxy that compresses may have made it weak.'
      : undefined,
  );
}

/** The names of the conditional headers that are malformed. */
export function findMalformedPreconditions({ headers }: FastifyRequest): string[] {
  return [IF_MATCH.name, IF_NONE_MATCH.name].filter((name) => {
    const header = headers[name.toLowerCase()];
    return typeof header === 'string' && parseEntityTags(header) === undefined;
  });
}

function toRequest(context: ExecutionContext): FastifyRequest {
  return context.switchToHttp().getRequest<FastifyRequest>();
}

function documentHeader(header: ApiHeaderOptions): ParamDecoratorEnhancer {
  return (target, key, index) => {
    if (key === undefined || index === undefined) return;
    const descriptor = Object.getOwnPropertyDescriptor(target, key);
    if (descriptor) ApiHeader(header)(target, key, descriptor);
  };
}
