import type { FastifyReply } from 'fastify';
import { cursorAfter } from './cursor.js';

/** A part of a list, and the cursor of the next part; null on the last page. */
export interface Page<T> {
  entries: T[];
  nextCursor: string | null;
}

/** The schema of the cursor in a list DTO. */
export const NEXT_CURSOR = {
  type: 'string',
  nullable: true,
  description: 'The `cursor` of the next page; null on the last page.',
  example: null,
} as const;

/**
 * Makes a page of a query's result, and sets the `Link` to the next page.
 *
 * @param found in the order of the ids, with up to `limit + 1` entries: one more than the page
 *   holds means that there is a next page
 */
export function toPage<T extends { id: string }>(
  found: readonly T[],
  limit: number,
  reply: FastifyReply,
): Page<T> {
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  if (found.length <= limit || !last) return { entries, nextCursor: null };
  const nextCursor = cursorAfter(last.id, reply.request);
  setNextLink(nextCursor, reply);
  return { entries, nextCursor };
}

/** The request's own query with another cursor (RFC 8288 §3). */
function setNextLink(cursor: string, reply: FastifyReply): void {
  const { url } = reply.request;
  const [path] = url.split('?', 1);
  const query = new URLSearchParams(url.slice(path.length));
  query.set('cursor', cursor);
  reply.header('Link', `<${path}?${query.toString()}>; rel="next"`);
}
