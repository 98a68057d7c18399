import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  HttpStatus,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './problem-response.js';
import { Problem, type ProblemType } from './problems.js';
import { logFault } from './request-log.js';

/** What Nest and Fastify refuse by themselves, by the status they give it. */
const TYPE_OF_STATUS: Partial<Record<number, ProblemType>> = {
  [HttpStatus.NOT_FOUND]: 'path-not-found',
  [HttpStatus.PAYLOAD_TOO_LARGE]: 'body-too-large',
};

/** The one place where an error becomes a response: problem details (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = this.toProblem(error);
    if (problem.type === 'internal-error') {
      logFault(error, request);
    }
    request.reason = problem.reason;
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
  return new Problem(TYPE_OF_STATUS[status] ?? 'malformed-request');
}

function fastifyStatus(error: unknown): number | undefined {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  const isFastify = typeof code === 'string' && code.startsWith('FST_');
  return isFastify && typeof statusCode === 'number' ? statusCode : undefined;
}
