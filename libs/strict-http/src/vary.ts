import type { FastifyReply } from 'fastify';

/** Adds the name of a request header, besides which CORS may have put another one (RFC 9110 §12.5.5). */
export function addVary(reply: FastifyReply, name: string): void {
  const others = reply.getHeader('vary');
  reply.header('Vary', others ? `${String(others)}, ${name}` : name);
}
