import type { PageQuery } from './page.query.js';

/** A part of a list. */
export interface Page<T> {
  entries: T[];
  /** The cursor of the next part; null on the last page. */
  nextCursor: string | null;
  /** The path and query of the next part; null on the last page. */
  nextUrl: string | null;
}

/** Which entries to find: up to `limit` of them, from the one after the id `after`. */
export interface Range {
  after: string | undefined;
  limit: number;
}

/** The schema of the cursor in a list DTO. */
export const NEXT_CURSOR_PROPERTY = {
  type: 'string',
  nullable: true,
  description: 'The `cursor` of the next page; null on the last page.',
  example: null,
} as const;

/** Where a list continues (RFC 8288 §3). */
export const NEXT_LINK_HEADER = {
  Link: {
    description: 'The URL of the next page. The last page has none.',
    schema: { type: 'string', pattern: '^<[^<>"\\s]+>; rel="next"$' },
  },
} as const;

/**
 * Finds the page that a query selects.
 *
 * @param find finds entries in the order of their ids. It is asked for one more than the page holds, which
 *   tells whether there is a next page
 */
export async function paginate<T extends { id: string }>(
  query: PageQuery,
  find: (range: Range) => Promise<T[]>,
): Promise<Page<T>> {
  const { limit, after } = query;
  const found = await find({ after, limit: limit + 1 });
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  if (found.length <= limit || !last) return { entries, nextCursor: null, nextUrl: null };
  const nextCursor = query.createCursor(last.id);
  return { entries, nextCursor, nextUrl: query.toUrl(nextCursor) };
}

/**
 * Sets the `Link` to the next page (RFC 8288 §3), if there is one.
 *
 * @param reply of Fastify, or a response of Express
 */
export function setNextLink(
  { nextUrl }: Page<unknown>,
  reply: { header(name: string, value: string): unknown },
): void {
  if (nextUrl !== null) reply.header('Link', `<${nextUrl}>; rel="next"`);
}
