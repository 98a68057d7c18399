import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf } from './problem-response.js';

const logger = new Logger('Request');

/**
 * What the log tells of a request, to be searched by. Nothing of its query, its headers or its
 * body: their values are nobody's business.
 */
interface RequestFields {
  id: string;
  method?: string;
  /** Without the query. */
  path?: string;
  /** The pattern of the path, such as `/items/:id`. */
  route?: string;
  /** Absent where the client hung up before the answer. */
  status?: number;
  /** Milliseconds until all was sent. */
  ms?: number;
  /** Why Node took it for no request, or why the database did not serve it. */
  reason?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** For the line of this request. */
    reason?: string;
  }
}

/** Writes the one line that a request has. */
export function logRequest(fields: RequestFields): void {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  const { method, path, status } = fields;
  const title = [method, path, status].filter((part) => part !== undefined).join(' ');
  logger.log(title, Object.fromEntries(known));
}

/** Has that line written when all is over. */
export function logWhenDone(request: FastifyRequest, reply: FastifyReply): void {
  reply.raw.once('close', () => {
    const status = reply.raw.headersSent ? reply.statusCode : undefined;
    logRequest({ ...fieldsOf(request), status, ms: Number(reply.elapsedTime.toFixed(1)) });
  });
}

/**
 * Writes what went wrong in the server, and where. Not the message of the error: it may quote
 * values, as that of a database does.
 */
export function logFault(error: unknown, request: FastifyRequest): void {
  const fault = error instanceof Error ? error : new Error();
  const { message, stack = '', code } = fault as Error & { code?: string };
  const { name } = fault.constructor;
  const title = code ? `${name} ${code}` : name;
  const places = stack.replace(message, '').match(/\n {4}at .+/g) ?? [];
  logger.error(title, fieldsOf(request), title + places.join(''));
}

function fieldsOf({ id, method, url, routeOptions, reason }: FastifyRequest): RequestFields {
  const route = routeOptions.url;
  return { id, method, path: pathOf(url), ...(route && { route }), reason };
}
