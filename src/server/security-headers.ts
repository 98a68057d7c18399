import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../config/config.js';
import { RATE_LIMIT_HEADERS } from '../http/response-headers.js';

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
    exposedHeaders: [
      'Accept-Patch',
      'Allow',
      'ETag',
      'Link',
      'Location',
      'Retry-After',
      'X-Request-Id',
      ...Object.keys(RATE_LIMIT_HEADERS),
    ],
    /** Seconds for which a browser may reuse a preflight. */
    maxAge: 600,
    // `registerOptionsAnd405Routes` responds to OPTIONS, preflight or not.
    preflightContinue: true,
    strictPreflight: false,
  });
}
