import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { RATE_LIMIT_HEADERS } from './rate-limit.js';

type CorsOptions = Parameters<FastifyAdapter['enableCors']>[0];

interface CorsSettings {
  readonly corsOrigins: readonly string[];
}

/** The headers that a page of another origin may read. */
const EXPOSED_HEADERS = [
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
];

/** For `enableCors()` (Fetch §3.2). */
export function toCorsOptions({ corsOrigins }: CorsSettings): CorsOptions {
  return {
    origin: [...corsOrigins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type', 'If-Match', 'If-None-Match', 'X-Request-Id'],
    exposedHeaders: EXPOSED_HEADERS,
    /** Seconds for which a browser may reuse a preflight. */
    maxAge: 600,
    // `RouteTable` responds to OPTIONS, preflight or not.
    preflightContinue: true,
    strictPreflight: false,
  };
}

/** The CORS headers of a response that @fastify/cors does not see, such as that of an invalid path. */
export function toCorsHeaders(
  origin: string | undefined,
  { corsOrigins }: CorsSettings,
): Record<string, string> {
  if (corsOrigins.length === 0) return {};
  if (origin === undefined || !corsOrigins.includes(origin)) return { Vary: 'Origin' };
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': EXPOSED_HEADERS.join(', '),
  };
}
