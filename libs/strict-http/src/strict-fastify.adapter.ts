import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { HttpServer, LoggerService, RequestMethod } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RouteNotFound, toRequestId } from '#problem-details';
import { registerBasePath } from './base-path.js';
import { ClientErrorResponder } from './client-error-responder.js';
import { registerAcceptCheck, registerContentTypeCheck } from './content-negotiation.js';
import { toCorsOptions } from './cors.js';
import { registerJsonBodyParser } from './json-body.js';
import { LatestResponses } from './latest-responses.js';
import { registerLingeringClose } from './lingering-close.js';
import { registerRateLimit } from './rate-limit.js';
import { registerRequestHeadCheck, toOriginForm } from './request-head.js';
import { logRequestOnClose } from './request-log.js';
import { registerRouteCheck, RouteTable } from './route-table.js';
import {
  type StrictHttpOptions,
  type StrictHttpSettings,
  toSettings,
} from './strict-http.options.js';

/** The registered phrases (RFC 9110 §15.5.14, §15.5.21), which Node 20 does not have. */
Object.assign(STATUS_CODES, { 413: 'Content Too Large', 422: 'Unprocessable Content' });

/** What a request passes before Nest gets it, in the order of precedence: of several failures, the first wins. */
export const HTTP_CHECKS: readonly {
  /** What it responds with when it fails. */
  readonly codes: readonly number[];
  readonly register: (adapter: StrictFastifyAdapter) => void | Promise<void>;
}[] = [
  { codes: [431, 414, 400, 501], register: registerRequestHeadCheck },
  { codes: [404, 405], register: registerRouteCheck },
  { codes: [429], register: registerRateLimit },
  { codes: [406], register: registerAcceptCheck },
  { codes: [415], register: registerContentTypeCheck },
  { codes: [413, 400], register: registerJsonBodyParser },
];

type SecurityHook = Parameters<NonNullable<HttpServer['registerSecurityHook']>>[0];

/**
 * Creates an adapter that answers for HTTP before and around the handlers of Nest.
 *
 * @param logger for what has no request, such as a lost Redis
 */
export async function createStrictAdapter(
  options: StrictHttpOptions = {},
  logger: LoggerService | false = false,
): Promise<StrictFastifyAdapter> {
  const adapter = new StrictFastifyAdapter(toSettings(options), logger);
  for (const { register } of HTTP_CHECKS) await register(adapter);
  if (adapter.settings.corsOrigins.length > 0) adapter.enableCors(toCorsOptions(adapter.settings));
  return adapter;
}

/** Nest's Fastify adapter, with the checks of `HTTP_CHECKS` in front of each handler. */
export class StrictFastifyAdapter extends FastifyAdapter {
  readonly fastify: FastifyInstance;
  readonly routes: RouteTable;
  readonly latestResponses: LatestResponses;
  /** Why the router could not read a path, such as for invalid percent-encoding. */
  readonly routerErrors = new WeakMap<IncomingMessage, FastifyError>();
  private hasMiddleware = false;
  private ownSecurityHook: SecurityHook = () => undefined;
  private collectedHeaders: Record<string, string> | undefined;

  constructor(
    readonly settings: StrictHttpSettings,
    readonly appLogger: LoggerService | false,
  ) {
    const { limits, trustProxy } = settings;
    super({
      http: {
        maxHeaderSize: limits.requestHeadBytes,
        headersTimeout: limits.headersTimeoutMs,
        // How often Node looks for requests that exceed a time limit.
        connectionsCheckingInterval: limits.headersTimeoutMs / 10,
        // Node's 400 would have no body; `validateRequestHead` checks the Host header instead.
        requireHostHeader: false,
      },
      requestTimeout: limits.requestTimeoutMs,
      connectionTimeout: limits.socketTimeoutMs,
      bodyLimit: limits.bodyBytes,
      clientErrorHandler: (error, socket) => void clientErrors.respond(error, socket),
      // They take time to load, and class-validator validates the DTOs.
      schemaController: {
        compilersFactory: { buildValidator: rejectSchema, buildSerializer: rejectSchema },
      },
      // Requests that arrive during shutdown are served; Fastify's own 503 is not problem details.
      return503OnClosing: false,
      // A parameter of any length reaches its validation, which responds with the reason.
      routerOptions: { maxParamLength: limits.requestHeadBytes },
      // A function, because Fastify trusts no proxy when it gets a number.
      trustProxy: (_address, hop) => hop < trustProxy,
      rewriteUrl: (raw: IncomingMessage) =>
        this.routerErrors.has(raw) ? '//' : toOriginForm(raw.url ?? ''),
      genReqId: ({ headers }: IncomingMessage) => toRequestId(headers['x-request-id']),
      // Routed again, to no route, since here no hook would run. `registerRequestHeadCheck` throws the error.
      frameworkErrors: (error: FastifyError, { raw }: FastifyRequest, reply: FastifyReply) => {
        this.routerErrors.set(raw, error);
        this.fastify.routing(raw, reply.raw);
      },
    });
    this.fastify = this.getInstance();
    const { server } = this.fastify;
    this.latestResponses = new LatestResponses(server);
    const clientErrors = new ClientErrorResponder(this);
    clientErrors.respondToConnect(server);
    disableNodeAutoResponses(this.fastify);
    this.routes = new RouteTable(this.fastify);
    this.fastify.addHook('onRequest', (request, reply, done) => {
      if (settings.logRequests) logRequestOnClose(request, reply);
      // Not `getCommonHeaders()`: a copy takes longer than to set the headers.
      reply.headers(this.securityHeaders).header('x-request-id', request.id);
      // A middleware may end the response of Node, which does not get those of Fastify.
      if (this.hasMiddleware) {
        reply.raw.setHeaders(new Map(Object.entries(this.getCommonHeaders(request.id))));
      }
      this.latestResponses.waitForTurn(reply.raw, done);
    });
    registerBasePath(this.fastify, settings.basePath);
    registerLingeringClose(this.fastify, limits);
  }

  /**
   * Collects the headers of `app.useSecurityHeaders()` once, instead of on each request. Nest's own hook
   * writes them to Node's response: they are missing where no hook runs, and Node is slower when both
   * it and Fastify set headers.
   */
  override registerSecurityHook(hook: SecurityHook): void {
    this.ownSecurityHook = hook;
  }

  override use(...args: unknown[]): unknown {
    this.hasMiddleware = true;
    return super.use(...(args as [unknown]));
  }

  /** For `consumer.apply()`. */
  override createMiddlewareFactory(
    requestMethod: RequestMethod,
  ): ReturnType<FastifyAdapter['createMiddlewareFactory']> {
    this.hasMiddleware = true;
    return super.createMiddlewareFactory(requestMethod);
  }

  /** Registers middie, which runs middleware and costs time on each request, only where there is some. */
  override async init(): Promise<void> {
    if (this.hasMiddleware) await super.init();
  }

  /** `json-body.ts` has the parser. Nest's would take forms and text as well. */
  override registerParserMiddleware(): void {}

  /** Nest calls this once, after it has registered all routes. Its own handler would send another 404. */
  override setNotFoundHandler(): ReturnType<FastifyAdapter['setNotFoundHandler']> {
    this.routes.complete();
    return super.setNotFoundHandler(() => {
      throw new RouteNotFound();
    });
  }

  /** Keeps Fastify's errors, which `ProblemFilter` maps by their code; Nest would discard it. */
  override mapException(error: unknown): unknown {
    const isFastifyError = error instanceof Error && error.name === 'FastifyError';
    return isFastifyError ? error : super.mapException(error);
  }

  /** The headers of every response, wherever it is sent from. */
  getCommonHeaders(requestId: string): Record<string, string> {
    return { ...this.securityHeaders, 'x-request-id': requestId };
  }

  private get securityHeaders(): Record<string, string> {
    return (this.collectedHeaders ??= collectHeaders(this.ownSecurityHook));
  }
}

// Libraries such as nestjs-cls look at the name to tell Fastify from Express.
Object.defineProperty(StrictFastifyAdapter, 'name', { value: FastifyAdapter.name });

function rejectSchema(): never {
  throw new Error('Routes have no Fastify schema: DTOs are validated by class-validator.');
}

/** In lower case, or Fastify would make another string of each name on every request. */
function collectHeaders(hook: SecurityHook): Record<string, string> {
  const headers: Record<string, string> = {};
  const setHeader = (name: string, value: string): unknown => (headers[name.toLowerCase()] = value);
  hook(undefined, { setHeader, removeHeader: () => undefined });
  return headers;
}

/** Lets Fastify decide in cases where Node would respond, or change the request, by itself. */
function disableNodeAutoResponses({ server }: FastifyInstance): void {
  // By default Node drops the headers after the first 2,000; `validateRequestHead` limits their size.
  server.maxHeadersCount = 0;
  const serve = (...exchange: unknown[]): boolean => server.emit('request', ...exchange);
  // Node would respond 417. An unknown expectation may be ignored (RFC 9110 §10.1.1).
  server.on('checkExpectation', serve);
  // Node would send 100 Continue even for a body that is about to be rejected. `json-body.ts` sends it.
  server.on('checkContinue', serve);
}
