import { METHODS } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MEDIA_TYPES_BY_METHOD } from '../http/media-types.js';
import { MethodNotAllowed, RouteNotFound } from '../problems/http.problems.js';

/** The methods of each path: `/items` → GET, HEAD, POST. */
export type RouteMethods = Map<string, Set<string>>;

/** All that Node parses. CONNECT has no path; `ClientErrorResponder` handles it. */
const PARSED_METHODS = METHODS.filter((method) => method !== 'CONNECT');

/** The route that @fastify/cors, where it is enabled, adds for every path. */
const CORS_PREFLIGHT_PATH = '*';

/** Collects the methods of each route that is registered after this call. */
export function collectRouteMethods(fastify: FastifyInstance): RouteMethods {
  const routeMethods: RouteMethods = new Map();
  fastify.addHook('onRoute', ({ url, method }) => {
    if (url === CORS_PREFLIGHT_PATH) return;
    routeMethods.set(url, new Set([...(routeMethods.get(url) ?? []), ...[method].flat()]));
  });
  return routeMethods;
}

/**
 * Completes each path: OPTIONS responds 204 and a method without a route 405, both with Allow
 * (RFC 9110 §9.3.7, §15.5.6). Any other path responds 404. These precede all other checks of a
 * request except those of its head. Call it after all other routes are registered.
 */
export function registerOptionsAnd405Routes(
  fastify: FastifyInstance,
  routeMethods: RouteMethods,
): void {
  for (const method of PARSED_METHODS) {
    if (!fastify.supportedMethods.includes(method)) fastify.addHttpMethod(method);
  }
  const serverMethods = new Set([...routeMethods.values()].flatMap((methods) => [...methods]));
  serverMethods.add('OPTIONS');

  // A copy, because the routes added here are collected too.
  for (const [url, methods] of [...routeMethods]) {
    const allowed = [...methods, 'OPTIONS'];
    addRoute(fastify, url, ['OPTIONS'], (_request, reply) => {
      reply.status(204).header('Allow', allowed.join(', '));
      if (methods.has('PATCH')) {
        reply.header('Accept-Patch', MEDIA_TYPES_BY_METHOD.PATCH.join(', '));
      }
      reply.send();
    });
    const others = PARSED_METHODS.filter((method) => !allowed.includes(method));
    addRoute(fastify, url, others, () => {
      throw new MethodNotAllowed(allowed);
    });
  }
  fastify.addHook('onRequest', (request, reply, done) => {
    // `OPTIONS *` is about the server as a whole.
    const isServerOptions = request.method === 'OPTIONS' && request.originalUrl === '*';
    if (isServerOptions) {
      reply
        .status(204)
        .header('Allow', [...serverMethods].join(', '))
        .send();
    } else {
      done(isUnknownPath(request) ? new RouteNotFound() : undefined);
    }
  });
}

function isUnknownPath({ is404, routeOptions, params }: FastifyRequest): boolean {
  // For the router, `/items/` is an item with an empty id.
  const hasEmptyParam = Object.values(params as object).includes('');
  return is404 || routeOptions.url === CORS_PREFLIGHT_PATH || hasEmptyParam;
}

/** Responds in onRequest, before the hooks for negotiation and bodies. */
function addRoute(
  fastify: FastifyInstance,
  url: string,
  method: string[],
  onRequest: (request: FastifyRequest, reply: FastifyReply) => void,
): void {
  fastify.route({ url, method, onRequest, handler: () => undefined });
}
