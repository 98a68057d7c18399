import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * The media types of the body that the route takes; empty if it takes none. `StrictHttpModule` reads them
     * from the handler; a route that Nest does not know takes JSON.
     */
    consumes?: readonly string[];
  }
}

export const JSON_TYPES: readonly string[] = ['application/json'];

/** Their bodies have no meaning, and nothing reads them (RFC 9110 §9.3.1, §9.3.5). */
const METHODS_WITHOUT_BODY: readonly string[] = ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE'];

/** The media types that the body of a request may have; empty if a body is not acted on. */
export function getConsumedTypes({ method, routeOptions }: FastifyRequest): readonly string[] {
  if (METHODS_WITHOUT_BODY.includes(method)) return [];
  return routeOptions.config.consumes ?? JSON_TYPES;
}

/** Whether a request has a body (RFC 9112 §6). */
export function hasBody(headers: FastifyRequest['headers']): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
