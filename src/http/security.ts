import type { HttpServer } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../config.js';
import { RATE_LIMIT } from './headers.js';

type SecurityHook = Parameters<NonNullable<HttpServer['registerSecurityHook']>>[0];

/**
 * Fastify's adapter, which hands the headers of `secure` over to whoever sends a response. Nest would
 * write them past Fastify, and so not on what is answered without its hooks; and Node is slower with
 * headers from two sides.
 */
export class SecureAdapter extends FastifyAdapter {
  private hook: SecurityHook = () => undefined;
  private headers: Record<string, string> | undefined;

  override registerSecurityHook(hook: SecurityHook): void {
    this.hook = hook;
  }

  /** The same for every response. */
  get securityHeaders(): Readonly<Record<string, string>> {
    return (this.headers ??= this.collectHeaders());
  }

  private collectHeaders(): Record<string, string> {
    const headers: Record<string, string> = {};
    const setHeader = (name: string, value: string): unknown => (headers[name] = value);
    this.hook(undefined, { setHeader, removeHeader: () => undefined });
    return headers;
  }
}

/** Tells browsers what a response may be used for, and which pages may ask for one. */
export function secure(
  app: NestFastifyApplication,
  { corsOrigins }: Pick<Config, 'corsOrigins'>,
): void {
  app.useSecurityHeaders({
    contentSecurityPolicy: {
      // On http://localhost, where there is no https, Safari would not load the page at /docs.
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
      ...Object.keys(RATE_LIMIT),
    ],
    /** Seconds for which a browser need not ask again. */
    maxAge: 600,
    // `answerTheRest` answers OPTIONS, to whoever sends it.
    preflightContinue: true,
    strictPreflight: false,
  });
}
