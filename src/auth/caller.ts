import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  SetMetadata,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiProblems } from '../http/api-problems.js';
import { ApiBearerAuth, ApiSecurity } from '../http/swagger.js';

/** Who sends a request. */
export interface CallerIdentity {
  /** The id of a user, who may be gone by now. */
  id: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `TokenGuard` where a good token was sent. */
    caller?: CallerIdentity;
  }
}

/** The caller of a handler: always there under `@NeedsToken()`, perhaps under `@TakesToken()`. */
export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext): CallerIdentity | undefined =>
    context.switchToHttp().getRequest<FastifyRequest>().caller,
);

/** What `TokenGuard` reads of a handler: whether it needs a token, or only takes one. */
export const NEEDS_TOKEN = Symbol('whether a handler needs a token');

/** A handler for those who say who they are: 401 for anybody else. */
export function NeedsToken(): MethodDecorator {
  return applyDecorators(
    SetMetadata(NEEDS_TOKEN, true),
    ApiBearerAuth(),
    ApiProblems('unauthenticated', 'invalid-token'),
  );
}

/** A handler for everybody, which takes a token too: 401 for one that is no good. */
export function TakesToken(): MethodDecorator {
  return applyDecorators(
    SetMetadata(NEEDS_TOKEN, false),
    ApiSecurity({}),
    ApiBearerAuth(),
    ApiProblems('invalid-token'),
  );
}
