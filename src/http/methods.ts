import { METHODS } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MEDIA_TYPES } from './negotiation.js';
import { Problem } from './problems.js';

/** The methods that each path has routes for: `/items` → GET, HEAD, POST. */
export type MethodsOfPaths = Map<string, Set<string>>;

/** Every method that Node reads. (CONNECT is for proxies, and has no path: see `Refusals`.) */
const READ = METHODS.filter((method) => method !== 'CONNECT');

/** The route of @fastify/cors, where it is used, which is there for every path. */
const PREFLIGHT = '*';

/** Collects the methods of every route that is added from now on. */
export function collectMethods(fastify: FastifyInstance): MethodsOfPaths {
  const paths: MethodsOfPaths = new Map();
  fastify.addHook('onRoute', ({ url, method }) => {
    if (url === PREFLIGHT) return;
    paths.set(url, new Set([...(paths.get(url) ?? []), ...[method].flat()]));
  });
  return paths;
}

/**
 * Answers what the routes leave: on their paths OPTIONS with 204, and a method that none of them
 * takes with 405, both with Allow (RFC 9110 §9.3.7, §15.5.6); anywhere else 404. All of that before
 * anything else of the request is looked at. To be called when all routes are there.
 */
export function answerTheRest(fastify: FastifyInstance, paths: MethodsOfPaths): void {
  for (const method of READ) {
    if (!fastify.supportedMethods.includes(method)) fastify.addHttpMethod(method);
  }
  const all = new Set([...paths.values()].flatMap((methods) => [...methods])).add('OPTIONS');
  for (const [url, methods] of [...paths]) {
    const allowed = [...methods, 'OPTIONS'];
    addRoute(fastify, url, ['OPTIONS'], (_request, reply) => {
      reply.status(204).header('Allow', allowed.join(', '));
      if (methods.has('PATCH')) reply.header('Accept-Patch', MEDIA_TYPES.PATCH.join(', '));
      reply.send();
    });
    const others = READ.filter((method) => !allowed.includes(method));
    addRoute(fastify, url, others, ({ method }) => {
      throw new MethodNotAllowed(method, allowed);
    });
  }
  fastify.addHook('onRequest', (request, reply, done) => {
    // The server as a whole.
    if (request.method === 'OPTIONS' && request.originalUrl === '*') {
      reply
        .status(204)
        .header('Allow', [...all].join(', '))
        .send();
    } else done(leadsNowhere(request) ? new Problem('path-not-found') : undefined);
  });
}

function leadsNowhere({ is404, routeOptions, params }: FastifyRequest): boolean {
  // The router takes `/items/` for an item whose id is empty.
  return is404 || routeOptions.url === PREFLIGHT || Object.values(params as object).includes('');
}

function addRoute(
  fastify: FastifyInstance,
  url: string,
  method: string[],
  onRequest: (request: FastifyRequest, reply: FastifyReply) => void,
): void {
  fastify.route({ url, method, onRequest, handler: () => undefined });
}

class MethodNotAllowed extends Problem {
  constructor(method: string, allowed: string[]) {
    const Allow = allowed.join(', ');
    super('method-not-allowed', `This path does not take ${method}. It takes ${Allow}.`, {
      headers: { Allow },
    });
  }
}
