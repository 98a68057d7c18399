import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LIMITS } from '../config.js';

/**
 * Keeps a connection that ends with its answer open for a while, where the request is still coming:
 * a client that sends all of it before it reads would otherwise never see the answer.
 */
export function lingerBeforeClosing(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (request.raw.complete || !isLast(request, reply)) return done(null, payload);
    const content = payload ?? '';
    // A stream says itself when it ends.
    if (typeof content !== 'string' && !Buffer.isBuffer(content)) return done(null, payload);
    if (reply.statusCode !== 204) reply.header('Content-Length', Buffer.byteLength(content));
    done(null, Readable.from(andTheRestOf(request, content), { objectMode: false }));
  });
}

/** Whether Node closes the connection after this answer, to a request that is not there yet. */
function isLast({ headers }: FastifyRequest, reply: FastifyReply): boolean {
  // A client that waits to be asked for its body, and was not, may send it or not.
  const isDoubtful = headers.expect !== undefined;
  return isDoubtful || reply.getHeader('connection') === 'close' || !reply.raw.shouldKeepAlive;
}

/** The answer is all there when its length says so; the connection is closed when the stream ends. */
async function* andTheRestOf(
  { raw }: FastifyRequest,
  content: string | Buffer,
): AsyncGenerator<string | Buffer> {
  yield content;
  const signal = AbortSignal.timeout(LIMITS.linger);
  await finished(raw.resume(), { signal }).catch(() => undefined);
}
