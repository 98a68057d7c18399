import { hash } from 'node:crypto';

/* A cursor: the id after which a page starts, preceded by a digest of that id and of the list. */

const DIGEST_BYTES = 9;

export const INVALID_CURSOR = 'must be the nextCursor of another page of this list';

/** The part of a request that tells which list it is for. */
interface ListRequest {
  routeOptions: { url?: string };
  params: unknown;
  query: unknown;
}

/** The cursor of the page that starts after an id, in the list that the request asks for. */
export function cursorAfter(id: string, request: ListRequest): string {
  const digest = hash('sha256', JSON.stringify([...toListKey(request), id]), 'buffer');
  return Buffer.concat([digest.subarray(0, DIGEST_BYTES), Buffer.from(id)]).toString('base64url');
}

/** The id in a cursor. It may be anything, because the client may have invented the cursor. */
export function readCursorId(cursor: string): string {
  return Buffer.from(cursor, 'base64url').subarray(DIGEST_BYTES).toString();
}

/**
 * Whether this list produces this cursor, in this spelling. The digest needs no secret: a client
 * that computes a cursor gets the same page as one that follows a link.
 */
export function isCursorOfList(cursor: string, request: ListRequest): boolean {
  return cursorAfter(readCursorId(cursor), request) === cursor;
}

/** What distinguishes one list from another: its path, and the filters of its query. */
function toListKey({ routeOptions, params, query }: ListRequest): unknown[] {
  const filters = Object.entries(query as object).filter(
    ([name]) => name !== 'limit' && name !== 'cursor',
  );
  return [routeOptions.url, params, filters.sort()];
}
