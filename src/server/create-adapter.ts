import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { LoggerService } from '@nestjs/common';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config.js';
import { toProblemException } from '../problems/problem.filter.js';
import { sendProblem } from '../problems/problem-response.js';
import { registerBasePath } from './base-path.js';
import { ClientErrorResponder } from './client-error-responder.js';
import { registerConditionalGet } from './conditional-get.js';
import { registerContentNegotiation } from './content-negotiation.js';
import { registerJsonBodyParser } from './json-body.js';
import { registerLingeringClose } from './lingering-close.js';
import { createServerOptions, disableNodeAutoResponses } from './node-server.js';

import { type RateLimitConfig, registerRateLimit } from './rate-limit.js';
import { toOriginForm, validateRequestHead } from './request-head.js';
import { logRequestOnClose } from './request-log.js';
import { SecureFastifyAdapter } from './secure-fastify.adapter.js';
import { toCorsHeaders } from './security-headers.js';

/** A client may choose such a request id; any other is replaced by a UUID. */
const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** Replaces Fastify's schema compilers, which take time to load and have nothing to do here. */
function rejectSchema(): never {
  throw new Error('Routes have no Fastify schema: DTOs are validated by class-validator.');
}

/**
 * Creates the Fastify adapter of the application. The hooks below run in the order of their
 * registration, so that order decides which of several errors in a request wins.
 */
export async function createAdapter(
  config: RateLimitConfig & Pick<Config, 'trustProxy' | 'basePath' | 'logRequests' | 'corsOrigins'>,
  logger: LoggerService | false,
): Promise<SecureFastifyAdapter> {
  const { limits } = config;
  const clientErrors = new ClientErrorResponder(config, () => adapter.securityHeaders);
  const adapter: SecureFastifyAdapter = new SecureFastifyAdapter({
    http: createServerOptions(limits),
    requestTimeout: limits.requestTimeoutMs,
    connectionTimeout: limits.socketTimeoutMs,
    bodyLimit: limits.bodyBytes,
    clientErrorHandler: (error, socket) => void clientErrors.respond(error, socket),
    schemaController: {
      compilersFactory: { buildValidator: rejectSchema, buildSerializer: rejectSchema },
    },
    // Middie supports `app.use()`, which nothing here uses, and costs time on each request.
    skipMiddie: true,
    // Requests that arrive during shutdown are served; Fastify's own 503 is not problem details.
    return503OnClosing: false,
    // A parameter of any length reaches its validation, which responds with the reason.
    routerOptions: { maxParamLength: limits.requestHeadBytes },
    // A function, because Fastify trusts no proxy when it gets a number.
    trustProxy: (_address, hop) => hop < config.trustProxy,
    rewriteUrl: ({ url = '' }) => toOriginForm(url),
    genReqId: ({ headers }: IncomingMessage) => {
      const id = headers['x-request-id'];
      return typeof id === 'string' && REQUEST_ID.test(id) ? id : randomUUID();
    },
    // Errors of the router, such as invalid percent-encoding, run no hooks and no filters.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      if (config.logRequests) logRequestOnClose(request, reply);
      reply.headers({
        ...adapter.securityHeaders,
        ...toCorsHeaders(request.headers.origin, config),
        'X-Request-Id': request.id,
      });
      sendProblem(
        validateRequestHead(request, limits) ?? toProblemException(error),
        request,
        reply,
      );
    },
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  clientErrors.attachTo(fastify.server);
  disableNodeAutoResponses(fastify.server);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (config.logRequests) logRequestOnClose(request, reply);
    reply.headers(adapter.securityHeaders).header('X-Request-Id', request.id);
    done(validateRequestHead(request, limits));
  });
  registerBasePath(fastify, config.basePath);
  registerLingeringClose(fastify, limits);
  await registerRateLimit(fastify, config, logger);
  registerContentNegotiation(fastify);
  registerConditionalGet(fastify);
  registerJsonBodyParser(fastify, limits);
  return adapter;
}
