import type { Server, ServerOptions } from 'node:http';
import type { Limits } from '../config/limits.js';

export function createServerOptions(limits: Limits): ServerOptions {
  return {
    maxHeaderSize: limits.requestHeadBytes,
    headersTimeout: limits.headersTimeoutMs,
    // How often Node looks for requests that exceed a time limit.
    connectionsCheckingInterval: limits.headersTimeoutMs / 10,
    // Node's 400 would have no body; `validateRequestHead` checks the Host header instead.
    requireHostHeader: false,
  };
}

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
