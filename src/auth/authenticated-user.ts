import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** The user whose access token came with the request. */
export interface AuthenticatedUser {
  /** The user may have been deleted since the token was issued. */
  id: string;
  /** The `passwordVersion` that the user had when the token was issued. */
  passwordVersion: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `AuthGuard` when the request has a valid token. */
    user?: AuthenticatedUser;
  }
}

/** The user of the request: always set, except perhaps under `@OptionalAuth()`. */
export const CurrentUser = createParamDecorator(
  (_: unknown, context: ExecutionContext): AuthenticatedUser | undefined =>
    context.switchToHttp().getRequest<FastifyRequest>().user,
);
