import { HttpStatus } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemDto } from './problem.dto.js';
import type { ProblemException } from './problem.exception.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Precedes each path that a client gets, because a proxy removes it: `/shop`; usually empty. */
    basePath: string;
  }
}

/** What problem details say about the request. */
export interface ProblemContext {
  id: string;
  /** The path and query, unless the request was too broken to have one. */
  url?: string;
  server: Pick<FastifyInstance, 'basePath'>;
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

export function sendProblem(
  problem: ProblemException,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  reply
    .status(problem.getStatus())
    .headers(toProblemHeaders(problem))
    .send(serializeProblem(problem, request));
}

export function toProblemHeaders(problem: ProblemException): Record<string, string> {
  const status = problem.getStatus();
  return {
    'Content-Type': 'application/problem+json; charset=utf-8',
    ...((NEVER_STORED.includes(status) || status >= 500) && { 'Cache-Control': 'no-store' }),
    ...(CLOSES_CONNECTION.includes(status) && { Connection: 'close' }),
    ...problem.headers,
  };
}

/** Problem details as JSON (RFC 9457 §3). */
export function serializeProblem(
  { definition: { type, title, status }, detail, errors }: ProblemException,
  { id: requestId, url, server: { basePath } }: ProblemContext,
): string {
  const body: ProblemDto = {
    type: type === 'about:blank' ? type : `${basePath}/problems/${type}`,
    title,
    status,
    detail,
    instance: url === undefined ? undefined : basePath + toInstancePath(url),
    requestId,
    errors,
  };
  return JSON.stringify(body);
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
