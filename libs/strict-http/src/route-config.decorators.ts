import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension } from '@nestjs/swagger';

declare module 'fastify' {
  /** What `@RouteConfig()` may say about a route. */
  interface FastifyContextConfig {
    /** The route serves browsers, so it never responds 406 or 415. */
    servesHtml?: boolean;
    /** The largest body, in place of `HttpLimits.bodyBytes`. */
    bodyBytes?: number;
  }
}

/** The mark of such an operation while the document is built. */
export const NO_RATE_LIMIT = 'x-no-rate-limit';

/** Exempts a handler from the rate limit, such as one that a load balancer polls. */
export function NoRateLimit(): MethodDecorator {
  return applyDecorators(RouteConfig({ rateLimit: false }), ApiExtension(NO_RATE_LIMIT, true));
}

/** Where the document says how large a body of an operation may be. */
export const BODY_LIMIT = 'x-body-bytes';

/** Limits the body of a handler, in place of `HttpLimits.bodyBytes`: a larger one gets a 413. */
export function BodyLimit(bytes: number): MethodDecorator {
  return applyDecorators(RouteConfig({ bodyBytes: bytes }), ApiExtension(BODY_LIMIT, bytes));
}

/** Lets every handler of a controller serve browsers: no 406, no 415, and no 400 for a parameter. */
export function ServesHtml(): ClassDecorator {
  return ({ prototype }: { prototype: object }) => {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (name !== 'constructor' && typeof descriptor.value === 'function') {
        RouteConfig({ servesHtml: true })(prototype, name, descriptor);
      }
    }
  };
}
