import { randomUUID } from 'node:crypto';
import { HttpStatus } from '@nestjs/common';
import type { EntryProblemDto, ProblemDto } from './problem.dto.js';
import type { ProblemException } from './problem.exception.js';

/** A client may choose such a request id; any other is replaced by a UUID. */
const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** The id of a request. @param header its `X-Request-Id` */
export function toRequestId(header: unknown): string {
  return typeof header === 'string' && REQUEST_ID.test(header) ? header : randomUUID();
}

/** What problem details say about the request. */
interface ProblemContext {
  /** The id of the request, which the response has in `X-Request-Id`. */
  id: string;
  /** The path and query, unless the request was too broken to have one. */
  url?: string;
  /** Precedes each path that a client gets, because a proxy removes it: `/shop`; empty by default. */
  basePath?: string;
}

const NO_STORE = { 'Cache-Control': 'no-store' };
const CLOSE = { Connection: 'close' };

/** The headers that a status requires; a problem may replace them by its own. */
const HEADERS_BY_STATUS: Partial<Record<number, Record<string, string>>> = {
  // A retry may get another response, so no cache may keep these (as no 5xx). RFC 9110 §11.6.1, §10.2.3
  [HttpStatus.UNAUTHORIZED]: { ...NO_STORE, 'WWW-Authenticate': 'Bearer' },
  [HttpStatus.FORBIDDEN]: NO_STORE,
  [HttpStatus.PRECONDITION_REQUIRED]: NO_STORE,
  [HttpStatus.TOO_MANY_REQUESTS]: NO_STORE,
  [HttpStatus.SERVICE_UNAVAILABLE]: { 'Retry-After': '1' },
  // The rest of the request is not read.
  [HttpStatus.REQUEST_TIMEOUT]: CLOSE,
  [HttpStatus.PAYLOAD_TOO_LARGE]: CLOSE,
  [HttpStatus.URI_TOO_LONG]: CLOSE,
  [HttpStatus.NOT_IMPLEMENTED]: CLOSE,
  431: CLOSE,
};

/** Problem details of one among many, which share a request. */
export function toEntryProblem(
  { definition: { type, title, status }, detail, errors }: ProblemException,
  { url, basePath = '' }: Omit<ProblemContext, 'id'>,
): EntryProblemDto {
  return {
    type: type === 'about:blank' ? type : `${basePath}/problems/${type}`,
    title,
    status,
    detail,
    instance: url === undefined ? undefined : basePath + toInstancePath(url),
    errors,
  };
}

/** The response that a problem makes (RFC 9457 §3), wherever it is sent from; `body` is JSON text. */
export function toProblemResponse(
  problem: ProblemException,
  { id: requestId, ...context }: ProblemContext,
): { status: number; headers: Record<string, string>; body: string } {
  const { status } = problem.definition;
  const body: ProblemDto = { ...toEntryProblem(problem, context), requestId };
  const headers = {
    'Content-Type': 'application/problem+json; charset=utf-8',
    ...(Number(status) >= 500 && NO_STORE),
    ...HEADERS_BY_STATUS[status],
    ...problem.headers,
  };
  return { status, headers, body: JSON.stringify(body) };
}

/**
 * The path without its query, as a valid URI reference: a stray `%` is encoded (RFC 3986 §2.1), and what
 * begins with `//` would name a host (§4.2).
 */
export function toInstancePath(url: string): string {
  return (url.startsWith('//') ? `/.${url}` : url)
    .split('?', 1)[0]
    .replaceAll(/%(?![0-9a-f]{2})/gi, '%25')
    .replaceAll(/["<>\\^`{|}]/g, encodeURIComponent);
}
