import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { RATE_LIMIT_HEADERS } from './rate-limit.js';
import type { StrictHttpSettings } from './strict-http.options.js';

type CorsOptions = Parameters<FastifyAdapter['enableCors']>[0];

/** For `enableCors()` (Fetch §3.2). */
export function toCorsOptions({ corsOrigins }: StrictHttpSettings): CorsOptions {
  return {
    origin: [...corsOrigins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-Match',
      'If-None-Match',
      'X-Request-Id',
    ],
    /** What a page may read. */
    exposedHeaders: [
      'Accept',
      'Accept-Patch',
      'Allow',
      'Content-Location',
      'ETag',
      'Link',
      'Location',
      'Retry-After',
      'WWW-Authenticate',
      'X-Request-Id',
      ...RATE_LIMIT_HEADERS,
    ],
    /** Seconds for which a browser may reuse a preflight. */
    maxAge: 600,
    // `RouteTable` responds to OPTIONS, preflight or not.
    preflightContinue: true,
    strictPreflight: false,
  };
}
