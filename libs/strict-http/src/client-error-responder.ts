import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import {
  BodyTooLarge,
  HeadersTooLarge,
  MalformedRequest,
  NotImplemented,
  type ProblemException,
  RequestTimeout,
  toInstancePath,
  toProblemResponse,
} from '#problem-details';
import { logRequest } from './request-log.js';
import { takeExtension } from './streamed-body.js';
import type { StrictFastifyAdapter } from './strict-fastify.adapter.js';
import type { HttpLimits } from './strict-http.options.js';

/** An error of Node's HTTP parser, or of its timeouts for requests. */
interface ClientError extends Error {
  code: string;
  /** The last packet, if the error is the parser's. */
  rawPacket?: Buffer;
  /** How much of that packet the parser had read. */
  bytesParsed?: number;
}

/** The parts of an invalid request that could be read nevertheless. */
interface PartialRequest {
  method?: string;
  /** The path and query; absent if the target has another form. */
  target?: string;
  /** The client's X-Request-Id. */
  id?: string;
}

const TIMEOUT = 'ERR_HTTP_REQUEST_TIMEOUT';

const PROBLEM_BY_ERROR_CODE: Partial<Record<string, (limits: HttpLimits) => ProblemException>> = {
  [TIMEOUT]: () => new RequestTimeout(),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: () => new BodyTooLarge(),
  HPE_HEADER_OVERFLOW: ({ headersBytes }) => new HeadersTooLarge(headersBytes),
};

/**
 * Responds with problem details where Node rejects a request before Fastify sees it, and closes the
 * connection, because the start of the next request is uncertain.
 */
export class ClientErrorResponder {
  /** Node reports further errors of a socket after the first one. */
  private readonly handledSockets = new WeakSet<Socket>();

  constructor(private readonly adapter: StrictFastifyAdapter) {}

  /** CONNECT is for proxies. Node would close the connection without a response. */
  respondToConnect(server: Server): void {
    server.on('connect', (_request, socket: Socket) => {
      socket.on('error', () => socket.destroy());
      void this.adapter.latestResponses
        .waitFor(socket)
        .then(() => this.send(new NotImplemented(), 'CONNECT', socket, {}));
    });
  }

  /** Handles Node's `clientError` event. */
  async respond(clientError: Error, socket: Socket): Promise<void> {
    if (this.handledSockets.has(socket)) return;
    const error = clientError as ClientError;
    const response = this.adapter.latestResponses.get(socket);
    if (error.code === TIMEOUT && response && this.extend(response.req)) return;
    this.handledSockets.add(socket);
    const request = readPartialRequest(error);
    const problem = toClientProblem(error, request, this.adapter.settings.limits);
    const isInBody = response?.req.complete === false;
    if (isInBody) response.shouldKeepAlive = false;
    // Fastify or a handler is reading this body, so it responds as it does to any other error in a body.
    if (isInBody && response.req.listenerCount('error') > 0) {
      response.req.emit('error', problem);
      return;
    }
    // The body of a GET is not read: its request gets its response and not a second one.
    // With pipelining, the responses to earlier requests come first.
    await this.adapter.latestResponses.waitFor(socket);
    if (isInBody || !socket.writable) socket.destroy();
    else this.send(problem, error.code, socket, request);
  }

  /** Gives a body that is read as a stream more time, once; Node has one limit for all requests. */
  private extend(request: IncomingMessage): boolean {
    if (!takeExtension(request)) return false;
    const { streamTimeoutMs, requestTimeoutMs } = this.adapter.settings.limits;
    setTimeout(() => {
      const error = Object.assign(new Error(TIMEOUT), { code: TIMEOUT });
      if (!request.complete) void this.respond(error, request.socket);
    }, streamTimeoutMs - requestTimeoutMs).unref();
    return true;
  }

  private send(
    problem: ProblemException,
    reason: string,
    socket: Socket,
    { method, target, id = randomUUID() }: PartialRequest,
  ): void {
    const { basePath, limits, logRequests } = this.adapter.settings;
    const { status, headers, body } = toProblemResponse(problem, { id, url: target, basePath });
    const lines = Object.entries({
      Date: new Date().toUTCString(),
      ...this.adapter.getCommonHeaders(id),
      ...headers,
      'Content-Length': Buffer.byteLength(body),
      Connection: 'close',
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    const content = method === 'HEAD' ? '' : body;
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${content}`);
    setTimeout(() => socket.destroy(), limits.lingerMs).unref();
    if (logRequests) {
      logRequest({ id, method, path: target && toInstancePath(target), status, reason });
    }
  }
}

function toClientProblem(
  { code }: ClientError,
  { method }: PartialRequest,
  limits: HttpLimits,
): ProblemException {
  if (code === 'HPE_INVALID_METHOD' && method) return new NotImplemented();
  return PROBLEM_BY_ERROR_CODE[code]?.(limits) ?? new MalformedRequest();
}

/**
 * Reads the start of the invalid request (RFC 9112 §3). The packet may begin with earlier, valid
 * requests; of a request in several packets, Node gives only the last.
 */
function readPartialRequest({ rawPacket, bytesParsed = 0 }: ClientError): PartialRequest {
  const packet = rawPacket?.toString('latin1') ?? '';
  const endOfEarlier = packet.lastIndexOf('\r\n\r\n', bytesParsed - 4);
  const text = endOfEarlier < 0 ? packet : packet.slice(endOfEarlier + 4);
  const [, method, target] = /^([\w!#$%&'*+.^`|~-]+) ([!-~]+)(?: HTTP\/\d|$)/.exec(text) ?? [];
  const [, id] = /\r\nX-Request-Id:[ \t]*([\w.-]{1,128})[ \t]*\r\n/i.exec(text) ?? [];
  return { method, target: target?.startsWith('/') ? target : undefined, id };
}
