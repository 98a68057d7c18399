import type { IncomingMessage } from 'node:http';
import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BodyTooLarge } from '#problem-details';
import { expectsContinue } from './headers.js';
import { BodyLimit } from './route-config.decorators.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The handler reads the body itself. */
    streamsBody?: boolean;
  }
}

/** What is known of a body before the handler reads it. */
interface StreamState {
  /** Whether it may still get more time than other requests. */
  canBeExtended: boolean;
  error?: Error;
}

const states = new WeakMap<IncomingMessage, StreamState>();

/** Keeps an error that comes before the handler reads. */
export function trackStream(request: IncomingMessage): void {
  const state: StreamState = { canBeExtended: true };
  states.set(request, state);
  request.on('error', (error) => (state.error ??= error));
}

/** Whether a request gets more time, which it does once. */
export function takeExtension(request: IncomingMessage): boolean {
  const state = states.get(request);
  const canBeExtended = state?.canBeExtended ?? false;
  if (state) state.canBeExtended = false;
  return canBeExtended;
}

/**
 * Lets a handler read a large body as it arrives, by `@BodyStream()`, up to a number of bytes and for up to
 * `streamTimeoutMs`. Guards come first, so a 401 takes precedence over what is wrong with the body.
 */
export function StreamedBody(bytes: number): MethodDecorator {
  return applyDecorators(BodyLimit(bytes), RouteConfig({ bodyBytes: bytes, streamsBody: true }));
}

/**
 * The body of a request to a handler with `@StreamedBody()`, which takes no more from the client than the handler asks
 * for. It ends with the body, and throws BodyTooLarge, RequestTimeout, or an error when the client hangs up.
 */
export const BodyStream = createParamDecorator(
  (_: unknown, context: ExecutionContext): AsyncIterable<Buffer> => {
    const http = context.switchToHttp();
    return readBody(http.getRequest(), http.getResponse());
  },
);

async function* readBody(
  { raw, routeOptions }: FastifyRequest,
  reply: FastifyReply,
): AsyncGenerator<Buffer> {
  const limit = Number(routeOptions.bodyLimit);
  if (Number(raw.headers['content-length'] ?? 0) > limit) throw new BodyTooLarge(limit);
  if (expectsContinue(raw)) reply.raw.writeContinue();
  const error = states.get(raw)?.error;
  if (error) throw error;
  let bytes = 0;
  for await (const chunk of iterate(raw)) {
    bytes += chunk.length;
    if (bytes > limit) throw new BodyTooLarge(limit);
    yield chunk;
  }
}

/** Leaves the request open when the handler stops early: the response is still to be sent. */
function iterate(request: IncomingMessage): AsyncIterable<Buffer> {
  return request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
}
