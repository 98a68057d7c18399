import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { Histogram, type Registry } from 'prom-client';

/** Seconds: most responses take a few milliseconds, and no client waits for more than 10 s. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The label of what is not known. */
const NONE = 'none';

/** What is used of Fastify, so that an application on Express compiles without it. */
interface Fastify {
  addHook(
    name: 'onRequest' | 'onResponse',
    hook: (
      request: { raw: IncomingMessage; routeOptions: { url?: string } },
      reply: unknown,
      done: () => void,
    ) => void,
  ): void;
}

/**
 * Measures the time from each request to its last byte. It listens to Node's server, because responses of Fastify's
 * router run no hooks. The path is never a label: clients choose it, and each label is a series of its own.
 */
export function measureResponses(adapter: AbstractHttpAdapter, registry: Registry): void {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its response, or until its client hung up (code "none").',
    labelNames: ['method', 'route', 'code'],
    buckets: BUCKETS,
    registers: [registry],
  });
  const findRoute = createRouteFinder(adapter);
  const server = adapter.getHttpServer() as Server;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const stopTimer = duration.startTimer({ method: request.method });
    response.once('close', () => {
      const code = response.headersSent ? response.statusCode : NONE;
      stopTimer({ route: findRoute(request) ?? NONE, code });
    });
  });
}

/** Finds the pattern of the path, such as `/items/:id`, once the request was routed. */
function createRouteFinder(
  adapter: AbstractHttpAdapter,
): (request: IncomingMessage) => string | undefined {
  if (adapter.getType() !== 'fastify') {
    return (request) => (request as { route?: { path: string } }).route?.path;
  }
  const routes = new WeakMap<IncomingMessage, string | undefined>();
  // A check before the first of these hooks may respond, and a client may hang up before the second.
  for (const name of ['onRequest', 'onResponse'] as const) {
    adapter.getInstance<Fastify>().addHook(name, ({ raw, routeOptions }, _reply, done) => {
      routes.set(raw, routeOptions.url);
      done();
    });
  }
  return (request) => routes.get(request);
}
