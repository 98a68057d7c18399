import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { rule } from './rule.js';

/* A cursor: the id after which a page begins, behind a digest of that id and of the list. */

/** How many bytes of the digest a cursor has. */
const DIGEST = 9;

export const NO_CURSOR = 'must be the nextCursor of another page of this list';

/**
 * A cursor, in the query for a list.
 *
 * @param isId whether a text may be the id of an entry, and so may go to the database
 */
export function IsCursor(isId: (text: string) => boolean): PropertyDecorator {
  const description = 'The `nextCursor` of another page of the same list; without it, the first.';
  return rule({ type: 'string', optional: true, description }, (value) =>
    typeof value === 'string' && isId(idIn(value)) ? undefined : NO_CURSOR,
  );
}

/** The cursor of the page that begins after an id, in the list that the request is for. */
export function cursorAfter(id: string, request: FastifyRequest): string {
  const digest = hash('sha256', JSON.stringify([...listOf(request), id]), 'buffer');
  return Buffer.concat([digest.subarray(0, DIGEST), Buffer.from(id)]).toString('base64url');
}

/** The id in a cursor, or anything where it is none. */
export function idIn(cursor: string): string {
  return Buffer.from(cursor, 'base64url').subarray(DIGEST).toString();
}

/**
 * Whether a cursor is one that this list would give: of another list, or spelt in another way, it
 * is not. The digest needs no secret, as who makes a cursor up gets what who asks for a page gets.
 */
export function isOfList(cursor: string, request: FastifyRequest): boolean {
  return cursorAfter(idIn(cursor), request) === cursor;
}

/** What makes a list another one: its path, and whatever filters its query has. */
function listOf({ routeOptions, params, query }: FastifyRequest): unknown[] {
  const filters = Object.entries(query as object).filter(
    ([name]) => name !== 'limit' && name !== 'cursor',
  );
  return [routeOptions.url, params, filters.sort()];
}
