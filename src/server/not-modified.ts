import type { FastifyInstance } from 'fastify';
import { readPreconditions } from '../http/preconditions.js';

/**
 * Turns the 200 of a GET or HEAD into a 304 when its ETag is one of If-None-Match (RFC 9110
 * §13.1.2), so a handler only sets the ETag.
 */
export function registerNotModified(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const etag = reply.getHeader('etag');
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead || reply.statusCode !== 200 || typeof etag !== 'string') return done(null, payload);
    const { ifNoneMatch } = readPreconditions(request);
    if (ifNoneMatch !== 'any' && !ifNoneMatch?.some((value) => `"${value}"` === etag)) {
      return done(null, payload);
    }
    // RFC 9110 §15.4.5: a 304 has the headers of the 200 except those that describe the content.
    reply.status(304).removeHeader('content-type').removeHeader('content-length');
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
