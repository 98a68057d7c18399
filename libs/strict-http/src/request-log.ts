import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toInstancePath } from '#problem-details';

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the request failed, for its line in the log; `ProblemFilter` sets it. */
    reason?: string;
  }
}

const logger = new Logger('Request');

/** W3C Trace Context §3.2.2. Only a version after 00 may have more at its end (§3.2.4). */
const TRACEPARENT =
  /^(?!ff|00.{54})[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-|$)/;

/** Never a value of the query, the headers or the body, which may be secret. */
interface RequestLogEntry {
  id: string;
  method?: string;
  /** Without the query. */
  path?: string;
  /** The pattern of the path, such as `/items/:id`. */
  route?: string;
  /** Absent if the client disconnected before the response. */
  status?: number;
  /** Milliseconds until the response was sent. */
  ms?: number;
  /** The id of `request.user`, which a guard may set. */
  userId?: string;
  /** The trace-id of a valid `traceparent`, whose digits tell nothing about the client. */
  traceId?: string;
  /** Node's error code for a malformed request, or the cause of a problem. */
  reason?: string;
}

/** Logs one line. Each request gets exactly one. */
export function logRequest(entry: RequestLogEntry): void {
  const known = Object.entries(entry).filter(([, value]) => value !== undefined);
  const { method, path, status } = entry;
  const title = [method, path, status].filter((part) => part !== undefined).join(' ');
  logger.log(title, Object.fromEntries(known));
}

/** Logs the request when its response is sent, or when the client disconnects before that. */
export function logRequestOnClose(request: FastifyRequest, reply: FastifyReply): void {
  reply.raw.once('close', () => {
    const { id, method, url, routeOptions, reason, headers } = request;
    logRequest({
      id,
      method,
      path: toInstancePath(url),
      route: routeOptions.url,
      reason,
      status: reply.raw.headersSent ? reply.statusCode : undefined,
      ms: Number(reply.elapsedTime.toFixed(1)),
      userId: (request as { user?: { id?: string } }).user?.id,
      traceId: TRACEPARENT.exec(String(headers.traceparent))?.[1],
    });
  });
}
