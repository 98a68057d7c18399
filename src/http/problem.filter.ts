import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  HttpStatus,
  Logger,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem, type ProblemDetails, PROBLEMS, type ProblemType } from './problems.js';

/** What Nest and Fastify refuse by themselves, by the status they give it. */
const TYPE_OF_STATUS: Partial<Record<number, ProblemType>> = {
  [HttpStatus.NOT_FOUND]: 'path-not-found',
  [HttpStatus.PAYLOAD_TOO_LARGE]: 'body-too-large',
  [HttpStatus.UNSUPPORTED_MEDIA_TYPE]: 'unsupported-media-type',
};

/** What may be otherwise at the next try, whoever answers it; and every 5xx. */
const NEVER_STORED: number[] = [HttpStatus.UNAUTHORIZED, HttpStatus.PRECONDITION_REQUIRED];

/** The one place where an error becomes a response: problem details (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = this.toProblem(error);
    if (problem.type === 'internal-error') {
      this.logger.error(
        `Request ${request.id} failed`,
        error instanceof Error ? error.stack : error,
      );
    }
    sendProblem(problem, request, http.getResponse<FastifyReply>());
  }

  protected toProblem(error: unknown): Problem {
    return error instanceof Problem ? error : problemOfFramework(error);
  }
}

/** Translates what Nest or Fastify threw; anything that is not theirs is a fault of ours. */
export function problemOfFramework(error: unknown): Problem {
  const status = error instanceof HttpException ? error.getStatus() : fastifyStatus(error);
  if (status === undefined || status >= 500) {
    return new Problem('internal-error', 'The server failed to answer this request.');
  }
  const type = TYPE_OF_STATUS[status] ?? 'malformed-request';
  return new Problem(type, PROBLEMS[type].explanation);
}

/** Writes a problem to the reply. Never cached where a retry may fare better. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  const { type, status, detail, errors } = problem;
  const body: ProblemDetails = {
    type: `/problems/${type}`,
    title: PROBLEMS[type].title,
    status,
    detail,
    instance: pathOf(request.url),
    requestId: request.id,
    errors,
  };
  if (NEVER_STORED.includes(status) || status >= 500) reply.header('Cache-Control', 'no-store');
  if (type === 'unauthenticated') reply.header('WWW-Authenticate', 'Bearer');
  if (type === 'service-unavailable') reply.header('Retry-After', '1');
  reply
    .status(status)
    .header('Content-Type', 'application/problem+json')
    .send(JSON.stringify(body));
}

function fastifyStatus(error: unknown): number | undefined {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  const isFastify = typeof code === 'string' && code.startsWith('FST_');
  return isFastify && typeof statusCode === 'number' ? statusCode : undefined;
}

/** A URI reference, also where the path is none for a stray `%` (RFC 3986 §2.1). */
function pathOf(url: string): string {
  return url.split('?', 1)[0].replaceAll(/%(?![0-9a-f]{2})/gi, '%25');
}
