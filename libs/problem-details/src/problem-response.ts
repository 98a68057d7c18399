import { HttpStatus } from '@nestjs/common';
import type { ProblemDto } from './problem.dto.js';
import type { ProblemException } from './problem.exception.js';

/** What problem details say about the request. */
export interface ProblemContext {
  /** The id of the request, which the response has in `X-Request-Id`. */
  id?: string;
  /** The path and query, unless the request was too broken to have one. */
  url?: string;
  /** Precedes each path that a client gets, because a proxy removes it: `/shop`; empty by default. */
  basePath?: string;
}

export interface ProblemResponse {
  status: number;
  headers: Record<string, string>;
  /** Problem details as JSON text. */
  body: string;
}

/** A retry may get another response, so no cache may keep these; the same holds for every 5xx. */
const NEVER_STORED: readonly number[] = [
  HttpStatus.UNAUTHORIZED,
  HttpStatus.FORBIDDEN,
  HttpStatus.PRECONDITION_REQUIRED,
  HttpStatus.TOO_MANY_REQUESTS,
];

/** The connection ends with these, because the rest of the request is not read. */
const CLOSES_CONNECTION: readonly number[] = [
  HttpStatus.REQUEST_TIMEOUT,
  HttpStatus.PAYLOAD_TOO_LARGE,
  HttpStatus.URI_TOO_LONG,
  HttpStatus.NOT_IMPLEMENTED,
  431,
];

/** The response that a problem makes (RFC 9457 §3), wherever it is sent from. */
export function toProblemResponse(
  problem: ProblemException,
  { id: requestId = '', url, basePath = '' }: ProblemContext,
): ProblemResponse {
  const { definition, detail, errors } = problem;
  const { type, title, status } = definition;
  const body: ProblemDto = {
    type: type === 'about:blank' ? type : `${basePath}/problems/${type}`,
    title,
    status,
    detail,
    instance: url === undefined ? undefined : basePath + toInstancePath(url),
    requestId,
    errors,
  };
  const headers = {
    'Content-Type': 'application/problem+json; charset=utf-8',
    ...((NEVER_STORED.includes(status) || Number(status) >= 500) && {
      'Cache-Control': 'no-store',
    }),
    ...(CLOSES_CONNECTION.includes(status) && { Connection: 'close' }),
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
