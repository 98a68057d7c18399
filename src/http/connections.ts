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
  maxHeaderSize: LIMITS.head,
  headersTimeout: LIMITS.headersTime,
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

/** What is known of a request that Node can not read. */
interface RequestHead {
  method?: string;
  /** The path and query, where the target is one. */
  target?: string;
  /** The one that the client chose. */
  id?: string;
}

/**
 * Reads the beginning of the faulty request (RFC 9112 §3), where that came with the rest: of a
 * request that came in several packets, Node shows the last.
 */
function readHead({ rawPacket, bytesParsed = 0 }: ClientError): RequestHead {
  const packet = rawPacket?.toString('latin1') ?? '';
  const endOfOthers = packet.lastIndexOf('\r\n\r\n', bytesParsed - 4);
  const text = endOfOthers < 0 ? packet : packet.slice(endOfOthers + 4);
  const [, method, target] = /^([\w!#$%&'*+.^`|~-]+) ([!-~]+)(?: HTTP\/\d|$)/.exec(text) ?? [];
  const [, id] = /\r\nX-Request-Id:[ \t]*([\w.-]{1,128})[ \t]*\r\n/i.exec(text) ?? [];
  return { method, target: target?.startsWith('/') ? target : undefined, id };
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
  constructor(private readonly securityHeaders: () => Readonly<Record<string, string>>) {}

  watch(server: Server): void {
    server.on('request', ({ socket }, response) => this.responses.set(socket, response));
    // For proxies. Node would hang up without a word.
    server.on('connect', (_request, socket: Socket) => {
      socket.on('error', () => socket.destroy());
      void this.afterOthers(socket).then(() =>
        this.answer(new Problem('not-implemented'), 'CONNECT', socket, {}),
      );
    });
  }

  async refuse(fault: Error, socket: Socket): Promise<void> {
    if (this.refused.has(socket)) return;
    this.refused.add(socket);
    const error = fault as ClientError;
    const head = readHead(error);
    const problem = problemOf(error, head);
    const response = this.responses.get(socket);
    const isOfBody = response?.req.complete === false;
    // Fastify is reading the body, and answers as to any other fault of one.
    if (isOfBody && response.req.listenerCount('error') > 0) {
      response.req.emit('error', problem);
      return;
    }
    // The body of a GET is nobody's business: there is one answer, and it is the last.
    if (isOfBody) response.shouldKeepAlive = false;
    await this.afterOthers(socket);
    if (isOfBody || !socket.writable) socket.destroy();
    else this.answer(problem, error.code, socket, head);
  }

  /** Waits until what came before on a connection is answered. */
  private async afterOthers(socket: Socket): Promise<void> {
    const response = this.responses.get(socket);
    if (!response || response.writableFinished) return;
    await once(response, 'close').catch(() => undefined);
  }

  private answer(
    problem: Problem,
    reason: string,
    socket: Socket,
    { method, target, id = randomUUID() }: RequestHead,
  ): void {
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

function problemOf({ code }: ClientError, { method }: RequestHead): Problem {
  if (code === 'HPE_INVALID_METHOD' && method) return new Problem('not-implemented');
  return new Problem(TYPE_OF_CODE[code] ?? 'malformed-request');
}
