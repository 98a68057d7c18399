import { randomUUID } from 'node:crypto';
import { type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import {
  NotImplemented,
  type ProblemException,
  toInstancePath,
  toProblemResponse,
} from '#problem-details';
import {
  type ClientError,
  type PartialRequest,
  readPartialRequest,
  toClientProblem,
} from './client-error.js';
import { logRequest } from './request-log.js';
import type { StrictFastifyAdapter } from './strict-fastify.adapter.js';

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
    this.handledSockets.add(socket);
    const error = clientError as ClientError;
    const request = readPartialRequest(error);
    const problem = toClientProblem(error, request, this.adapter.settings.limits);
    const response = this.adapter.latestResponses.get(socket);
    const isInBody = response?.req.complete === false;
    // Fastify is reading this body, so it responds as it does to any other error in a body.
    if (isInBody && response.req.listenerCount('error') > 0) {
      response.req.emit('error', problem);
      return;
    }
    // The body of a GET is not read: its request gets its response and not a second one.
    if (isInBody) response.shouldKeepAlive = false;
    // With pipelining, the responses to earlier requests come first.
    await this.adapter.latestResponses.waitFor(socket);
    if (isInBody || !socket.writable) socket.destroy();
    else this.send(problem, error.code, socket, request);
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
