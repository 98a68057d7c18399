import { STATUS_CODES } from 'node:http';
import type { Writable } from 'node:stream';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  HttpStatus,
  Inject,
  Logger,
  Optional,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { BodyTooLarge, InternalError, MalformedRequest } from './http.problems.js';
import { toInstancePath, toProblemResponse, toRequestId } from './problem-response.js';
import { ProblemException, type ProblemStatus } from './problem.exception.js';

const logger = new Logger('Request');

/** The injection token of the options. */
export const PROBLEM_DETAILS_OPTIONS = Symbol('options of problem-details');

export interface ProblemDetailsOptions {
  /** Precedes each path that a client gets, because a proxy removes it: `/shop`; empty by default. */
  basePath?: string;
  /** Maps errors that are no `HttpException`, such as a driver's. Undefined leaves an error to the filter. */
  toProblem?: (error: unknown) => ProblemException | undefined;
  /**
   * Whether the log has the message of an unexpected error, which may quote values of a client, and a stack that
   * begins in code of the application. For development; false by default.
   */
  logsErrorMessages?: boolean;
}

/** What Fastify's and Express's requests have in common. */
interface HttpRequest {
  /** Fastify has one; with Express, a middleware may set it. */
  id?: unknown;
  method: string;
  url: string;
  headers: { 'x-request-id'?: string | string[] };
  /** With Express, the whole path, of which `url` has a part in middleware. */
  originalUrl?: string;
  /** The pattern of the path, as Fastify and as Express have it. */
  routeOptions?: { url?: string; bodyLimit?: number };
  route?: { path?: string };
  /** Why the request failed, for its line in the log. */
  reason?: string;
}

/** Sends what a guard, a pipe or a handler throws as problem details (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Optional()
    @Inject(PROBLEM_DETAILS_OPTIONS)
    private readonly options: ProblemDetailsOptions = {},
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const response = http.getResponse<{ raw?: Writable } & Writable>();
    // The client hung up, which may be the reason of the exception.
    if ((response.raw ?? response).destroyed) return;
    const { basePath, toProblem, logsErrorMessages } = this.options;
    const { bodyLimit } = request.routeOptions ?? {};
    const problem = toProblem?.(error) ?? toProblemException(error, bodyLimit);
    request.id ??= toRequestId(request.headers['x-request-id']);
    if (problem instanceof InternalError) logInternalError(error, request, logsErrorMessages);
    request.reason = problem.reason;
    const { httpAdapter } = this.adapterHost;
    if (httpAdapter.isHeadersSent(response)) return;
    const id = String(request.id);
    const url = toUrl(request);
    const { status, headers, body } = toProblemResponse(problem, { id, url, basePath });
    for (const [name, value] of Object.entries({ ...headers, 'X-Request-Id': id })) {
      httpAdapter.setHeader(response, name, value);
    }
    httpAdapter.reply(response, body, status);
  }
}

/** The path and query. Fastify's `originalUrl` may be an absolute URL; Express shortens `url` in middleware. */
function toUrl({ url, originalUrl = url, routeOptions }: HttpRequest): string {
  return routeOptions ? url : originalUrl;
}

/**
 * Nest's own exceptions keep their status and message; an unexpected error tells nothing.
 *
 * @param bodyLimit how many bytes the body of the request may have, if that is known
 */
export function toProblemException(error: unknown, bodyLimit?: number): ProblemException {
  if (error instanceof ProblemException) return error;
  if (error instanceof HttpException) return fromHttpException(error);
  return fromFrameworkError(error, bodyLimit);
}

function fromHttpException(error: HttpException): ProblemException {
  const status = error.getStatus() as ProblemStatus;
  if (status === HttpStatus.INTERNAL_SERVER_ERROR) return new InternalError();
  const title = STATUS_CODES[status] ?? 'Error';
  // RFC 9457 §4.2.1: the title of `about:blank` is the phrase of the status.
  const definition = { type: 'about:blank', status, title, description: title, solution: '' };
  // Nest's pipes put a list of messages into the response of their exception.
  const { message } = error.getResponse() as { message?: unknown };
  const detail = Array.isArray(message) ? message.join('; ') : error.message;
  // `TooManyRequests` leaves it to what counts the requests.
  const headers = status === HttpStatus.TOO_MANY_REQUESTS ? { 'Retry-After': '1' } : undefined;
  return new ProblemException(definition, detail || title, { headers });
}

/** Fastify's errors have a code `FST_…`, and a status where the client caused them. */
function fromFrameworkError(error: unknown, bodyLimit?: number): ProblemException {
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  const isFastify = typeof code === 'string' && code.startsWith('FST_');
  if (!isFastify || typeof statusCode !== 'number' || statusCode >= 500) {
    return new InternalError();
  }
  return statusCode === 413 ? new BodyTooLarge(bodyLimit) : new MalformedRequest();
}

/** Logs where the server failed, in production without the error's message: it may quote values of the client. */
function logInternalError(error: unknown, request: HttpRequest, logsMessages = false): void {
  const known = error instanceof Error ? error : new Error(String(error));
  const { message, stack = '', code } = known as Error & { code?: string };
  const { name } = known.constructor;
  const frames = stack.replace(message, '').match(/\n {4}at .+/g) ?? [];
  let title = code ? `${name} ${code}` : name;
  if (logsMessages) {
    title = listMessages(known).join('\nCaused by ');
    const begin = frames.findIndex(
      (frame) => frame.includes(process.cwd()) && !frame.includes('node_modules'),
    );
    frames.splice(0, begin);
  }
  const { id, method } = request;
  const route = request.routeOptions?.url ?? request.route?.path;
  const fields = { id, method, path: toInstancePath(toUrl(request)), ...(route && { route }) };
  logger.error(title, fields, title + frames.join(''));
}

/** The message of an error, of its cause, such as the driver's, and so on. */
function listMessages({ constructor, message, cause }: Error): string[] {
  return [
    `${constructor.name}: ${message}`,
    ...(cause instanceof Error ? listMessages(cause) : []),
  ];
}
