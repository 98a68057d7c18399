import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpLimits } from './strict-http.options.js';

/**
 * Delays the close of a connection after an early response, while the rest of the request arrives.
 * Otherwise a client that sends its whole request before it reads could lose the response (RFC 9112
 * §9.6).
 */
export function registerLingeringClose(
  fastify: FastifyInstance,
  { lingerMs }: Pick<HttpLimits, 'lingerMs'>,
): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (request.raw.complete || !closesConnection(request, reply)) return done(null, payload);
    const content = payload ?? '';
    if (typeof content !== 'string' && !Buffer.isBuffer(content)) return done(null, payload);
    // The client knows by this length that it has the whole response, though the stream goes on.
    if (reply.statusCode !== 204) reply.header('Content-Length', Buffer.byteLength(content));
    done(null, Readable.from(drainAfter(content, request, lingerMs), { objectMode: false }));
  });
}

/** Whether Node closes the connection after this response, to a request that is incomplete. */
function closesConnection({ headers }: FastifyRequest, reply: FastifyReply): boolean {
  // After `Expect`, and without a 100 Continue, the client may send its body or not.
  const isUncertain = headers.expect !== undefined;
  return isUncertain || reply.getHeader('connection') === 'close' || !reply.raw.shouldKeepAlive;
}

/** Node closes the connection when this stream ends. */
async function* drainAfter(
  content: string | Buffer,
  { raw }: FastifyRequest,
  lingerMs: number,
): AsyncGenerator<string | Buffer> {
  yield content;
  const signal = AbortSignal.timeout(lingerMs);
  await finished(raw.resume(), { signal }).catch(() => undefined);
}
