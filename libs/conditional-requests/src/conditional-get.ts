import type { FastifyInstance } from 'fastify';
import { isIfMatchSatisfied, readPreconditions, toPreconditionFailed } from './preconditions.js';

const CONTENT_HEADERS = ['content-type', 'content-length', 'content-encoding'];

/** What the 200 would have had, beyond its content. */
const RESPONSE_HEADERS = ['etag', 'content-location', 'cache-control'];

/**
 * Turns the 200 of a GET or HEAD into a 412 when If-Match does not have its ETag, or into a 304 when
 * If-None-Match has it (RFC 9110 §13.2.2), so a handler only sets the ETag.
 */
export function registerConditionalGet(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const etag = reply.getHeader('etag');
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead || reply.statusCode !== 200 || typeof etag !== 'string') return done(null, payload);
    const value = etag.slice(1, -1);
    const preconditions = readPreconditions(request);
    if (!isIfMatchSatisfied(preconditions, value)) {
      for (const name of [...CONTENT_HEADERS, ...RESPONSE_HEADERS]) reply.removeHeader(name);
      return done(toPreconditionFailed(preconditions));
    }
    const { ifNoneMatch } = preconditions;
    if (ifNoneMatch !== 'any' && !ifNoneMatch?.includes(value)) return done(null, payload);
    // RFC 9110 §15.4.5: a 304 has the headers of the 200 except those that describe the content.
    reply.status(304);
    for (const name of CONTENT_HEADERS) reply.removeHeader(name);
    // For HEAD, Fastify drops the payload itself, after it has set Content-Length: see below.
    done(null, request.method === 'HEAD' ? payload : null);
  });
  fastify.addHook('onRoute', (route) => {
    if (route.method !== 'HEAD') return;
    // Runs after the hook by which Fastify sets the Content-Length of a HEAD response.
    route.onSend = [route.onSend ?? []].flat().concat((_request, reply, payload, done) => {
      if (reply.statusCode === 304) reply.removeHeader('content-length');
      done(null, payload);
    });
  });
}
