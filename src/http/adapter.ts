import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { LoggerService } from '@nestjs/common';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Config, LIMITS } from '../config.js';
import { readBodies } from './body.js';
import { answerNotModified } from './conditions.js';
import { leaveToFastify, Refusals, SERVER_OPTIONS } from './connections.js';
import { lingerBeforeClosing } from './linger.js';
import { negotiate } from './negotiation.js';
import { sendProblem } from './problem-response.js';
import { problemOfFramework } from './problem.filter.js';
import { limitRate, type RateLimitConfig } from './rate-limit.js';
import { logWhenDone } from './request-log.js';
import { faultOfHead, originForm } from './request-head.js';
import { SecureAdapter } from './security.js';

/** What a client may choose as the id of its request; another gets one of ours. */
const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** Stands for Fastify's compilers of schemas, which would be loaded at each start for nothing. */
function noSchema(): never {
  throw new Error('A route has a schema: bodies are checked by the rules on their DTOs.');
}

/** Fastify as this API needs it: request ids, JSON bodies only, errors as problem details. */
export async function createAdapter(
  config: RateLimitConfig & Pick<Config, 'trustProxy' | 'logRequests'>,
  logger: LoggerService | false,
): Promise<SecureAdapter> {
  const refusals = new Refusals(() => adapter.securityHeaders);
  const adapter: SecureAdapter = new SecureAdapter({
    http: SERVER_OPTIONS,
    requestTimeout: LIMITS.requestTime,
    connectionTimeout: LIMITS.silence,
    bodyLimit: LIMITS.body,
    clientErrorHandler: (error, socket) => void refusals.refuse(error, socket),
    schemaController: { compilersFactory: { buildValidator: noSchema, buildSerializer: noSchema } },
    // Express middleware, which each request would look for. Needed for `app.use()`; none is used.
    skipMiddie: true,
    // While it stops, it answers what still comes, rather than with a 503 that is no problem details.
    return503OnClosing: false,
    // An id of any length reaches its rule, and is refused there, with a reason.
    routerOptions: { maxParamLength: LIMITS.head },
    // As a number, Fastify would take it for a mistake and trust nobody.
    trustProxy: (_address, hop) => hop < config.trustProxy,
    rewriteUrl: ({ url = '' }) => originForm(url),
    genReqId: ({ headers }: IncomingMessage) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    // What the router refuses, such as broken percent-encoding, never reaches Nest's filters.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      if (config.logRequests) logWhenDone(request, reply);
      reply.headers({ ...adapter.securityHeaders, 'X-Request-Id': request.id });
      sendProblem(faultOfHead(request) ?? problemOfFramework(error), request, reply);
    },
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  refusals.watch(fastify.server);
  leaveToFastify(fastify.server);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (config.logRequests) logWhenDone(request, reply);
    reply.headers(adapter.securityHeaders).header('X-Request-Id', request.id);
    done(faultOfHead(request));
  });
  lingerBeforeClosing(fastify);
  await limitRate(fastify, config, logger);
  negotiate(fastify);
  answerNotModified(fastify);
  readBodies(fastify);
  return adapter;
}
