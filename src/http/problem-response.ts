import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { HttpStatus } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LIMITS } from '../config.js';
import { type Problem, type ProblemDetails, PROBLEMS } from './problems.js';

/** What may be otherwise at the next try, whoever answers it; and every 5xx. */
const NEVER_STORED: number[] = [
  HttpStatus.UNAUTHORIZED,
  HttpStatus.FORBIDDEN,
  HttpStatus.PRECONDITION_REQUIRED,
  HttpStatus.TOO_MANY_REQUESTS,
];

/** What leaves some of the request unread. */
const CLOSES: number[] = [
  HttpStatus.REQUEST_TIMEOUT,
  HttpStatus.PAYLOAD_TOO_LARGE,
  HttpStatus.URI_TOO_LONG,
  HttpStatus.NOT_IMPLEMENTED,
  PROBLEMS['headers-too-large'].status,
];

/** Writes a problem to the reply. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  const body = problemBody(problem, request.id, request.url);
  reply.status(problem.status).headers(problemHeaders(problem));
  if (!CLOSES.includes(problem.status) || request.raw.complete) reply.send(body);
  else {
    reply.header('Content-Length', Buffer.byteLength(body));
    reply.send(Readable.from(beforeTheRestOf(request, body)));
  }
}

/** The connection is closed when the content ends, and the client may still be sending. */
async function* beforeTheRestOf({ raw }: FastifyRequest, body: string): AsyncGenerator<string> {
  yield body;
  const signal = AbortSignal.timeout(LIMITS.linger);
  await finished(raw.resume(), { signal }).catch(() => undefined);
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
  return url.split('?', 1)[0].replaceAll(/%(?![0-9a-f]{2})/gi, '%25');
}
