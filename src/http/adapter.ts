import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Logger } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerNotModified } from './conditions.js';
import { readBodies } from './body.js';
import { problemOfFramework, sendProblem } from './problem.filter.js';

const logger = new Logger('Request');

/** The largest body read, in bytes; a larger one is a 413. */
const BODY_LIMIT = 102_400;

/** What a client may choose as the id of its request; another gets one of ours. */
const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** Fastify as this API needs it: request ids, JSON bodies only, errors as problem details. */
export function createAdapter(): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    // While it stops, it answers what still comes, rather than with a 503 that is no problem details.
    return503OnClosing: false,
    // An id of any length reaches its rule, and is refused there, with a reason.
    routerOptions: { maxParamLength: 65_536 },
    genReqId: ({ headers }: IncomingMessage) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    // What the router refuses, such as broken percent-encoding, never reaches Nest's filters.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      reply.header('X-Request-Id', request.id);
      sendProblem(problemOfFramework(error), request, reply);
    },
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('X-Request-Id', request.id);
    done();
  });
  // Without the query: its values are nobody's business.
  fastify.addHook('onResponse', ({ method, url, id }, { statusCode, elapsedTime }, done) => {
    const [path] = url.split('?', 1);
    logger.log(`${method} ${path} ${statusCode} ${elapsedTime.toFixed(1)} ms ${id}`);
    done();
  });
  answerNotModified(fastify);
  readBodies(fastify);
  return adapter;
}
