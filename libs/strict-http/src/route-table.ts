import { METHODS } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MethodNotAllowed, RouteNotFound } from '#problem-details';
import { JSON_TYPES } from './consumed-types.js';
import type { StrictFastifyAdapter } from './strict-fastify.adapter.js';

/** All that Node parses. CONNECT has no path; `ClientErrorResponder` handles it. */
const PARSED_METHODS = METHODS.filter((method) => method !== 'CONNECT');

/** The route that @fastify/cors, where it is enabled, adds for every path. */
const CORS_PREFLIGHT_PATH = '*';

/** The methods of each path: `/items` → GET, HEAD, POST. */
export class RouteTable {
  private readonly methodsByPath = new Map<string, Set<string>>();
  private readonly patchTypesByPath = new Map<string, readonly string[]>();
  private isComplete = false;

  /** Collects the methods of each route that is registered after this call. */
  constructor(private readonly fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ url, method, config }) => {
      if (this.isComplete || url === CORS_PREFLIGHT_PATH) return;
      const known = this.methodsByPath.get(url) ?? [];
      this.methodsByPath.set(url, new Set([...known, ...[method].flat()]));
      if (method === 'PATCH') this.patchTypesByPath.set(url, config?.consumes ?? JSON_TYPES);
    });
  }

  /** What `OPTIONS *` allows, which is about the server as a whole. */
  get serverMethods(): string[] {
    const methods = [...this.methodsByPath.values()].flatMap((ofPath) => [...ofPath]);
    return [...new Set([...methods, 'OPTIONS'])];
  }

  /**
   * Completes each path: OPTIONS responds 204 and a method without a route 405, both with Allow
   * (RFC 9110 §9.3.7, §15.5.6). They respond before the checks of negotiation and of the body.
   */
  complete(): void {
    this.isComplete = true;
    for (const method of PARSED_METHODS) {
      if (!this.fastify.supportedMethods.includes(method)) this.fastify.addHttpMethod(method);
    }
    for (const [url, methods] of this.methodsByPath) {
      const allowed = [...methods, 'OPTIONS'];
      this.addRoute(url, ['OPTIONS'], (_request, reply) => {
        reply.status(204).header('Allow', allowed.join(', '));
        const patchTypes = this.patchTypesByPath.get(url);
        if (patchTypes) reply.header('Accept-Patch', patchTypes.join(', '));
        reply.send();
      });
      const others = PARSED_METHODS.filter((method) => !allowed.includes(method));
      this.addRoute(url, others, () => {
        throw new MethodNotAllowed(allowed);
      });
    }
  }

  private addRoute(
    url: string,
    method: string[],
    onRequest: (request: FastifyRequest, reply: FastifyReply) => void,
  ): void {
    this.fastify.route({ url, method, onRequest, handler: () => undefined });
  }
}

/** Responds 404 where no route matches. `RouteTable` responds 405. */
export function registerRouteCheck({ fastify, routes }: StrictFastifyAdapter): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'OPTIONS' && request.originalUrl === '*') {
      reply.status(204).header('Allow', routes.serverMethods.join(', ')).send();
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
