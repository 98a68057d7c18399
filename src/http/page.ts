import type { FastifyReply } from 'fastify';
import { cursorAfter } from './cursor.js';

/** A part of a list, and the cursor of the part that follows; null where none does. */
export interface Page<T> {
  entries: T[];
  nextCursor: string | null;
}

/** How a list DTO states the cursor. */
export const NEXT_CURSOR = {
  type: 'string',
  nullable: true,
  description: 'The `cursor` of the next page; null on the last.',
  example: null,
} as const;

/**
 * Makes a page of what was found, and links to the next one (RFC 8288).
 *
 * @param found in the order of the ids, up to one more than the page holds: where that one is,
 *   there is a next page
 */
export function pageOf<T extends { id: string }>(
  found: T[],
  limit: number,
  reply: FastifyReply,
): Page<T> {
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  if (found.length <= limit || !last) return { entries, nextCursor: null };
  const { request } = reply;
  const nextCursor = cursorAfter(last.id, request);
  const [path] = request.url.split('?', 1);
  const query = new URLSearchParams(request.url.slice(path.length));
  query.set('cursor', nextCursor);
  reply.header('Link', `<${path}?${query.toString()}>; rel="next"`);
  return { entries, nextCursor };
}
