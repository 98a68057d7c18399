import type { FastifyReply } from 'fastify';

/**
 * A signal that aborts when the client hangs up before it has its response. (Fastify's `request.signal`
 * follows the request, which is complete once its body is read.)
 */
export function createDisconnectSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const abortUnlessSent = (): void => {
    if (!raw.writableFinished) controller.abort();
  };
  if (raw.destroyed) abortUnlessSent();
  else raw.once('close', abortUnlessSent);
  return controller.signal;
}
