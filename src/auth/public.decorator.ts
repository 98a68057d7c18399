import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiSecurity } from '@nestjs/swagger';

/** The metadata that `AuthGuard` reads. Without it, a handler needs a token. */
export const AUTHENTICATION = 'authentication';
export type Authentication = 'none' | 'optional';

/** Opens a handler, or every handler of a controller, to everyone: a token is ignored. */
export function Public(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(AUTHENTICATION, 'none' satisfies Authentication),
    ApiSecurity({}),
  );
}

/** Opens a handler to everyone, where the response depends on the user: an invalid token is a 401. */
export function OptionalAuth(): MethodDecorator {
  return applyDecorators(
    SetMetadata(AUTHENTICATION, 'optional' satisfies Authentication),
    ApiSecurity({}),
    ApiBearerAuth(),
  );
}
