import { applyDecorators } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiBearerAuth, ApiSecurity } from '@nestjs/swagger';

/** What `AuthGuard` reads. Without it, a handler needs a token. */
export const Authentication = Reflector.createDecorator<'none' | 'optional'>();

/** Opens a handler, or every handler of a controller, to everyone: a token is ignored. */
export function Public(): MethodDecorator & ClassDecorator {
  return applyDecorators(Authentication('none'), ApiSecurity({}));
}

/** Opens a handler to everyone, where the response depends on the user: an invalid token is a 401. */
export function OptionalAuth(): MethodDecorator {
  return applyDecorators(Authentication('optional'), ApiSecurity({}), ApiBearerAuth());
}
