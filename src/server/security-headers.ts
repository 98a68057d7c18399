import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../config/config.js';
import { RATE_LIMIT_HEADERS } from '../http/response-headers.js';

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

/** The CORS headers of a response that @fastify/cors does not see, such as that of an invalid path. */
export function toCorsHeaders(
  origin: string | undefined,
  { corsOrigins }: Pick<Config, 'corsOrigins'>,
): Record<string, string> {
  if (corsOrigins.length === 0) return {};
  if (origin === undefined || !corsOrigins.includes(origin)) return { Vary: 'Origin' };
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': EXPOSED_HEADERS.join(', '),
  };
}

/** Helmet's security headers and, for the configured origins, CORS. */
export function configureSecurityHeadersAndCors(
  app: NestFastifyApplication,
  { corsOrigins }: Pick<Config, 'corsOrigins'>,
): void {
  app.useSecurityHeaders({
    contentSecurityPolicy: {
      // On http://localhost, Safari would request the scripts of /docs over https and fail.
      directives: { upgradeInsecureRequests: null },
    },
  });
  if (corsOrigins.length === 0) return;
  app.enableCors({
    origin: corsOrigins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type', 'If-Match', 'If-None-Match', 'X-Request-Id'],
    exposedHeaders: EXPOSED_HEADERS,
    /** Seconds for which a browser may reuse a preflight. */
    maxAge: 600,
    // `registerOptionsAnd405Routes` responds to OPTIONS, preflight or not.
    preflightContinue: true,
    strictPreflight: false,
  });
}
