import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension } from '@nestjs/swagger';

/** The mark of such an operation while the document is built. */
export const NO_RATE_LIMIT = 'x-no-rate-limit';

/** Exempts a handler from the rate limit, such as one that a load balancer polls. */
export function NoRateLimit(): MethodDecorator {
  return applyDecorators(RouteConfig({ rateLimit: false }), ApiExtension(NO_RATE_LIMIT, true));
}
