import type { FastifyRequest } from 'fastify';
import { countHeader } from './headers.js';
import type { StrictFastifyAdapter } from './strict-fastify.adapter.js';
import type { HttpLimits } from './strict-http.options.js';
import {
  HeadersTooLarge,
  type InputError,
  MalformedRequest,
  NotImplemented,
  type ProblemException,
  UriTooLong,
} from '#problem-details';

/**
 * Converts the absolute form of a request target, which proxies send (RFC 9112 §3.2.2), to a path
 * and query: `http://localhost/items?limit=1` becomes `/items?limit=1`.
 */
export function toOriginForm(target: string): string {
  const rest = target.replace(/^https?:\/\/[^/?#]+/i, '');
  return rest.startsWith('/') ? rest : `/${rest}`;
}

export function registerRequestHeadCheck(adapter: StrictFastifyAdapter): void {
  const { fastify, settings, routerErrors } = adapter;
  fastify.addHook('onRequest', (request, _reply, done) => {
    const routerError = routerErrors.get(request.raw);
    if (routerError) request.raw.url = request.originalUrl;
    done(validateRequestHead(request, settings.limits) ?? routerError);
  });
}

/** Checks what Node accepts, although HTTP or a limit forbids it. Undefined if all is well. */
function validateRequestHead(
  { originalUrl, raw }: FastifyRequest,
  limits: Pick<HttpLimits, 'headersBytes' | 'urlBytes'>,
): ProblemException | undefined {
  const { rawHeaders, httpVersion, headers } = raw;
  // Two more bytes for `: ` after a name, or for the line break after a value.
  if (rawHeaders.reduce((size, text) => size + text.length + 2, 0) > limits.headersBytes) {
    return new HeadersTooLarge(limits.headersBytes);
  }
  if (originalUrl.length > limits.urlBytes) return new UriTooLong(limits.urlBytes);
  if (httpVersion !== '1.1' && httpVersion !== '1.0') {
    return malformed('The HTTP version must be 1.1 or 1.0.');
  }
  // RFC 9112 §3.2
  const hosts = countHeader(rawHeaders, 'host');
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1') || !isHost(headers.host)) {
    return malformed('The request must have exactly one Host header, with a valid host.');
  }
  // RFC 9112 §3.2
  if (originalUrl.includes('#')) return malformed('The request target must not have a fragment.');
  const coding = headers['transfer-encoding']?.toLowerCase();
  // RFC 9112 §6.1: the end of such a request is uncertain.
  if (coding !== undefined && httpVersion === '1.0') {
    return malformed('An HTTP/1.0 request must not have a Transfer-Encoding.');
  }
  return coding === undefined || coding === 'chunked'
    ? undefined
    : new NotImplemented('The only supported transfer coding is "chunked".');
}

/** For `ParametersGuard`: a PUT replaces the whole (RFC 9110 §14.5). */
export function checkContentRange({
  method,
  headers,
}: Pick<FastifyRequest, 'method' | 'headers'>): InputError[] {
  if (method !== 'PUT' || headers['content-range'] === undefined) return [];
  return [{ header: 'Content-Range', detail: 'must be absent: a PUT replaces the whole' }];
}

/** Closes the connection, because the start of the next request is uncertain. */
function malformed(detail: string): MalformedRequest {
  return new MalformedRequest(detail, { headers: { Connection: 'close' } });
}

/** RFC 3986 §3.2.2, §3.2.3; empty where the target has no authority (RFC 9112 §3.2). */
function isHost(host = ''): boolean {
  return /^(?:[\w.~!$&'()*+,;=%-]*|\[[\da-f:.]+\])(?::\d*)?$/i.test(host);
}
