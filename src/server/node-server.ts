import type { Server, ServerOptions } from 'node:http';
import { LIMITS } from '../config/limits.js';

export const SERVER_OPTIONS: ServerOptions = {
  maxHeaderSize: LIMITS.requestHeadBytes,
  headersTimeout: LIMITS.headersTimeoutMs,
  connectionsCheckingInterval: 1_000,
  // Node's 400 would have no body; `validateRequestHead` checks the Host header instead.
  requireHostHeader: false,
};

/** Lets Fastify decide in cases where Node would respond, or change the request, by itself. */
export function disableNodeAutoResponses(server: Server): void {
  // By default Node drops the headers after the first 2,000; `validateRequestHead` limits their size.
  server.maxHeadersCount = 0;
  const serve = (...exchange: unknown[]): boolean => server.emit('request', ...exchange);
  // Node would respond 417. An unknown expectation may be ignored (RFC 9110 §10.1.1).
  server.on('checkExpectation', serve);
  // Node would send 100 Continue even for a body that is about to be rejected. `json-body.ts` sends it.
  server.on('checkContinue', serve);
}
