import { HttpStatus } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Problem, type ProblemDetails, PROBLEMS } from './problems.js';

/** What may be otherwise at the next try, whoever answers it; and every 5xx. */
const NEVER_STORED: number[] = [
  HttpStatus.UNAUTHORIZED,
  HttpStatus.FORBIDDEN,
  HttpStatus.PRECONDITION_REQUIRED,
  HttpStatus.TOO_MANY_REQUESTS,
];

/** After these the connection ends: the rest of the request is not worth reading, or not to be trusted. */
const CLOSES: number[] = [
  HttpStatus.REQUEST_TIMEOUT,
  HttpStatus.PAYLOAD_TOO_LARGE,
  HttpStatus.URI_TOO_LONG,
  HttpStatus.NOT_IMPLEMENTED,
  PROBLEMS['headers-too-large'].status,
];

/** Writes a problem to the reply. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  reply
    .status(problem.status)
    .headers(problemHeaders(problem))
    .send(problemBody(problem, request.id, request.url));
}

export function problemHeaders({ status, headers }: Problem): Record<string, string> {
  const isStored = !NEVER_STORED.includes(status) && status < 500;
  return {
    'Content-Type': 'application/problem+json; charset=utf-8',
    ...(!isStored && { 'Cache-Control': 'no-store' }),
    ...(CLOSES.includes(status) && { Connection: 'close' }),
    ...headers,
  };
}

/** A problem as JSON. Of what is no request in the end, there may be no target. */
export function problemBody(problem: Problem, requestId: string, target?: string): string {
  const { type, status, detail, errors } = problem;
  const body: ProblemDetails = {
    type: `/problems/${type}`,
    title: PROBLEMS[type].title,
    status,
    detail,
    instance: target && pathOf(target),
    requestId,
    errors,
  };
  return JSON.stringify(body);
}

/** The path without its query: a URI reference, also where it is none for a stray `%` (RFC 3986 §2.1). */
export function pathOf(url: string): string {
  return url
    .split('?', 1)[0]
    .replaceAll(/%(?![0-9a-f]{2})/gi, '%25')
    .replaceAll(/["<>\\^`{|}]/g, encodeURIComponent);
}
