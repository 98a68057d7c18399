import type { IncomingMessage } from 'node:http';
import type { FastifyReply } from 'fastify';

/** Adds the name of a request header, besides which CORS may have put another one (RFC 9110 §12.5.5). */
export function addVary(reply: FastifyReply, name: string): void {
  const others = reply.getHeader('vary');
  reply.header('Vary', others ? `${String(others)}, ${name}` : name);
}

/**
 * How many times the client sent a header. Of a repeated `Host` or `Authorization`, Node's `headers`
 * has only the first.
 *
 * @param rawHeaders names and values in turn, as in Node's `request.rawHeaders`
 * @param name in lower case
 */
export function countHeader(rawHeaders: readonly string[], name: string): number {
  return rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === name).length;
}

/** Whether the client waits for a 100 Continue before it sends the body (RFC 9110 §10.1.1). */
export function expectsContinue({ httpVersion, headers }: IncomingMessage): boolean {
  return httpVersion === '1.1' && /(?:^|\W)100-continue(?:$|\W)/i.test(headers.expect ?? '');
}
