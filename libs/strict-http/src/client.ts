import { isIP } from 'node:net';
import { normalizeIP } from '@fastify/rate-limit';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The client of a request that is expensive to serve. */
export interface Client {
  /** An IPv4 address, or a /64 of IPv6 addresses, since one subscriber usually has all of those. */
  readonly address: string;
  /** Aborts when the client hangs up before it has its response. */
  readonly signal: AbortSignal;
  /**
   * Counts the request under the limit of expensive ones.
   *
   * @throws TooManyRequests
   */
  readonly count: () => Promise<void>;
}

/** The client, for a handler that limits what one client may cost. */
export const RequestClient = createParamDecorator(
  (_: unknown, context: ExecutionContext): Client => {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return {
      address: toClientAddress(request),
      signal: createDisconnectSignal(reply),
      count: () => request.server.countExpensive(request, reply),
    };
  },
);

/** A proxy may write the port as well. Text that is no address counts as the proxy's own. */
export function toClientAddress({ ip, socket }: Pick<FastifyRequest, 'ip' | 'socket'>): string {
  const [, ipv6, ipv4] = /^\[([^\]]+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(ip) ?? [];
  const [address] = (ipv6 ?? ipv4 ?? ip).split('%', 1);
  return normalizeIP(isIP(address) === 0 ? (socket.remoteAddress ?? '') : address);
}

/** (Fastify's `request.signal` follows the request, which is complete once its body is read.) */
function createDisconnectSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const abortUnlessSent = (): void => {
    if (!raw.writableFinished) controller.abort();
  };
  if (raw.destroyed) abortUnlessSent();
  else raw.once('close', abortUnlessSent);
  return controller.signal;
}
