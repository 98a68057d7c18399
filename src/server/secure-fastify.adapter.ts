import type { HttpServer } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';

type SecurityHook = Parameters<NonNullable<HttpServer['registerSecurityHook']>>[0];

/**
 * Collects the headers of `app.useSecurityHeaders()` once, instead of on each request. Nest's own hook
 * writes them to Node's response: they are missing where no hook runs, and Node is slower when both
 * it and Fastify set headers.
 */
export class SecureFastifyAdapter extends FastifyAdapter {
  private hook: SecurityHook = () => undefined;
  private headers: Record<string, string> | undefined;

  override registerSecurityHook(hook: SecurityHook): void {
    this.hook = hook;
  }

  /** The same for every response. */
  get securityHeaders(): Readonly<Record<string, string>> {
    return (this.headers ??= this.collectHeaders());
  }

  /** Keeps Fastify's errors, which `ProblemFilter` maps by their code; Nest would discard it. */
  override mapException(error: unknown): unknown {
    const isFastifyError = error instanceof Error && error.name === 'FastifyError';
    return isFastifyError ? error : super.mapException(error);
  }

  private collectHeaders(): Record<string, string> {
    const headers: Record<string, string> = {};
    const setHeader = (name: string, value: string): unknown => (headers[name] = value);
    this.hook(undefined, { setHeader, removeHeader: () => undefined });
    return headers;
  }
}
