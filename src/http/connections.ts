import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type Server, type ServerOptions, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { LIMITS } from '../config.js';
import { pathOf, problemBody, problemHeaders } from './problem-response.js';
import { Problem, type ProblemType } from './problems.js';
import { logRequest } from './request-log.js';

/** How Node's server is to read requests. */
export const SERVER_OPTIONS: ServerOptions = {
  maxHeaderSize: LIMITS.headers,
  headersTimeout: LIMITS.headersTime,
  requestTimeout: LIMITS.requestTime,
  connectionsCheckingInterval: 1_000,
  // Its 400 would be without content. `faultOfHead` looks after the Host.
  requireHostHeader: false,
};

/** Has Fastify decide what Node would decide before it. */
export function leaveToFastify(server: Server): void {
  // Node would drop the headers beyond the first 2,000, an If-Match among them. Their size is limited.
  server.maxHeadersCount = 0;
  const serve = (...exchange: unknown[]): boolean => server.emit('request', ...exchange);
  // An expectation that is not known may be ignored (RFC 9110 §10.1.1). Node would answer 417.
  server.on('checkExpectation', serve);
  // Node would ask for a body that is about to be refused. `readBodies` asks for the others.
  server.on('checkContinue', serve);
}

/** What Node found wrong, by its code. Whatever else it may find is no HTTP. */
const TYPE_OF_CODE: Partial<Record<string, ProblemType>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body-too-large',
  HPE_HEADER_OVERFLOW: 'headers-too-large',
};

/** An error of Node's HTTP parser, or of its watch over slow clients. */
interface ClientError extends Error {
  code: string;
  /** What had just come, where it was the parser. */
  rawPacket?: Buffer;
  /** How much of that was read when the fault was found. */
  bytesParsed?: number;
}

/**
 * Answers with problem details to what Node can not read as a request, and closes the connection:
 * nobody knows where the next request would begin.
 */
export class Refusals {
  /** To the newest request of each connection. */
  private readonly responses = new WeakMap<Socket, ServerResponse>();
  /** Node goes on reading, and finding faults. */
  private readonly refused = new WeakSet<Socket>();

  /** @param securityHeaders gives the headers that Fastify's answers have from the application */
  constructor(private readonly securityHeaders: () => Record<string, string>) {}

  watch(server: Server): void {
    server.on('request', ({ socket }, response) => this.responses.set(socket, response));
    // For proxies. Node would hang up without a word.
    server.on('connect', (_request, socket: Socket) => {
      socket.on('error', () => socket.destroy());
      this.answer(new Problem('not-implemented'), 'CONNECT', socket, {});
    });
  }

  async refuse(fault: Error, socket: Socket): Promise<void> {
    if (this.refused.has(socket)) return;
    this.refused.add(socket);
    const error = fault as ClientError;
    const line = requestLine(error);
    const problem = problemOf(error, line);
    const response = this.responses.get(socket);
    const isOfBody = response?.req.complete === false;
    // Fastify is reading the body, and answers as to any other fault of one.
    if (isOfBody && response.req.listenerCount('error') > 0) {
      response.req.emit('error', problem);
      return;
    }
    // What came before on this connection is answered first; the body of a GET is nobody's business.
    if (response && !response.writableFinished)
      await once(response, 'close').catch(() => undefined);
    if (isOfBody || !socket.writable) socket.destroy();
    else this.answer(problem, error.code, socket, line);
  }

  private answer(
    problem: Problem,
    reason: string,
    socket: Socket,
    { method, target }: RequestLine,
  ): void {
    const id = randomUUID();
    const body = problemBody(problem, id, target);
    const headers = {
      Date: new Date().toUTCString(),
      'X-Request-Id': id,
      ...this.securityHeaders(),
      ...problemHeaders(problem),
      'Content-Length': Buffer.byteLength(body),
      Connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const { status } = problem;
    const content = method === 'HEAD' ? '' : body;
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${content}`);
    setTimeout(() => socket.destroy(), LIMITS.linger).unref();
    logRequest({ id, method, path: target && pathOf(target), status, reason });
  }
}

function problemOf({ code }: ClientError, { method, target = '' }: RequestLine): Problem {
  if (code === 'HPE_INVALID_METHOD' && method) return new Problem('not-implemented');
  // Node counts the URL among the headers.
  if (code === 'HPE_HEADER_OVERFLOW' && target.length > LIMITS.headers) {
    return new Problem('uri-too-long');
  }
  return new Problem(TYPE_OF_CODE[code] ?? 'malformed-request');
}

/** The beginning of the faulty request (RFC 9112 §3), where that is among what came last. */
function requestLine({ rawPacket, bytesParsed = 0 }: ClientError): RequestLine {
  const packet = rawPacket?.toString('latin1') ?? '';
  const endOfOthers = packet.lastIndexOf('\r\n\r\n', bytesParsed - 4);
  const [, method, target] =
    /^([\w!#$%&'*+.^`|~-]+) (\/[!-~]*)/.exec(
      endOfOthers < 0 ? packet : packet.slice(endOfOthers + 4),
    ) ?? [];
  return { method, target };
}

interface RequestLine {
  method?: string;
  target?: string;
}
