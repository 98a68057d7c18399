import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from '../config/config.js';
import { NotImplemented } from '../problems/http.problems.js';
import type { ProblemException } from '../problems/problem.exception.js';
import {
  serializeProblem,
  toInstancePath,
  toProblemHeaders,
} from '../problems/problem-response.js';
import {
  type ClientError,
  type PartialRequest,
  readPartialRequest,
  toClientProblem,
} from './client-error.js';
import { logRequest } from './request-log.js';

/**
 * Responds with problem details where Node rejects a request before Fastify sees it, and closes the
 * connection, because the start of the next request is uncertain.
 */
export class ClientErrorResponder {
  private readonly latestResponses = new WeakMap<Socket, ServerResponse>();
  /** Node reports further errors of a socket after the first one. */
  private readonly handledSockets = new WeakSet<Socket>();

  constructor(
    private readonly config: Pick<Config, 'basePath' | 'limits'>,
    private readonly getSecurityHeaders: () => Readonly<Record<string, string>>,
  ) {}

  attachTo(server: Server): void {
    server.on('request', ({ socket }, response) => this.latestResponses.set(socket, response));
    // CONNECT is for proxies. Node would close the connection without a response.
    server.on('connect', (_request, socket: Socket) => {
      socket.on('error', () => socket.destroy());
      void this.waitForEarlierResponses(socket).then(() =>
        this.send(new NotImplemented(), 'CONNECT', socket, {}),
      );
    });
  }

  /** Handles Node's `clientError` event. */
  async respond(clientError: Error, socket: Socket): Promise<void> {
    if (this.handledSockets.has(socket)) return;
    this.handledSockets.add(socket);
    const error = clientError as ClientError;
    const request = readPartialRequest(error);
    const problem = toClientProblem(error, request);
    const response = this.latestResponses.get(socket);
    const isInBody = response?.req.complete === false;
    // Fastify is reading this body, so it responds as it does to any other error in a body.
    if (isInBody && response.req.listenerCount('error') > 0) {
      response.req.emit('error', problem);
      return;
    }
    // The body of a GET is not read: its request gets its response and not a second one.
    if (isInBody) response.shouldKeepAlive = false;
    await this.waitForEarlierResponses(socket);
    if (isInBody || !socket.writable) socket.destroy();
    else this.send(problem, error.code, socket, request);
  }

  /** With pipelining, the responses to earlier requests come first. */
  private async waitForEarlierResponses(socket: Socket): Promise<void> {
    const response = this.latestResponses.get(socket);
    if (!response || response.writableFinished) return;
    await once(response, 'close').catch(() => undefined);
  }

  private send(
    problem: ProblemException,
    reason: string,
    socket: Socket,
    { method, target, id = randomUUID() }: PartialRequest,
  ): void {
    const server = { basePath: this.config.basePath };
    const body = serializeProblem(problem, { id, url: target, server });
    const headers = {
      Date: new Date().toUTCString(),
      'X-Request-Id': id,
      ...this.getSecurityHeaders(),
      ...toProblemHeaders(problem),
      'Content-Length': Buffer.byteLength(body),
      Connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const status = problem.getStatus();
    const content = method === 'HEAD' ? '' : body;
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${content}`);
    setTimeout(() => socket.destroy(), this.config.limits.lingerMs).unref();
    logRequest({ id, method, path: target && toInstancePath(target), status, reason });
  }
}
