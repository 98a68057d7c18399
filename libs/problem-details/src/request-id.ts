import { randomUUID } from 'node:crypto';

/** A client may choose such a request id; any other is replaced by a UUID. */
const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** The id of a request. @param header its `X-Request-Id` */
export function toRequestId(header: unknown): string {
  return typeof header === 'string' && REQUEST_ID.test(header) ? header : randomUUID();
}
