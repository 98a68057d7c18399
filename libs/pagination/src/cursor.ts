import { hash } from 'node:crypto';

/* A cursor: the id after which a page starts, preceded by a digest of that id and of the list. */

const DIGEST_BYTES = 9;

/** What distinguishes one list from another. */
export interface ListKey {
  /** The pattern of the path, such as `/users/:id/items`. */
  path: string | undefined;
  params: unknown;
  /** The query, of which `limit` and `cursor` select a page and not a list. */
  query: object;
}

/** The cursor of the page that starts after an id. */
export function createCursor(id: string, list: ListKey): string {
  const digest = hash('sha256', JSON.stringify([...toParts(list), id]), 'buffer');
  return Buffer.concat([digest.subarray(0, DIGEST_BYTES), Buffer.from(id)]).toString('base64url');
}

/**
 * The id in a cursor, or undefined unless this list produces this cursor, in this spelling. The digest needs
 * no secret: a client that computes a cursor gets the same page as one that follows a link.
 */
export function readCursor(cursor: string, list: ListKey): string | undefined {
  const id = Buffer.from(cursor, 'base64url').subarray(DIGEST_BYTES).toString();
  return createCursor(id, list) === cursor ? id : undefined;
}

function toParts({ path, params, query }: ListKey): unknown[] {
  const filters = Object.entries(query).filter(([name]) => name !== 'limit' && name !== 'cursor');
  return [path, params, filters.sort()];
}
