import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpResponse } from '#contract-testing';
import type { Program } from './program.js';

/**
 * Sends SIGTERM to an instance that ten clients use through a load balancer, and returns the codes that they
 * got.
 */
export async function shutDownUnderLoad(
  program: Program,
  send: () => Promise<HttpResponse>,
): Promise<Set<number>> {
  const codes = new Set<number>();
  let isReady = true;
  const clients = Array.from({ length: 10 }, async () => {
    while (isReady) codes.add((await send()).status);
  });
  await program.until(() => codes.size > 0);
  program.kill('SIGTERM');
  while ((await program.client.exchange('GET', '/health/ready')).status !== 503) await sleep(50);
  // A load balancer sends no more requests to an instance that is not ready, but was late for this one.
  isReady = false;
  codes.add((await send()).status);
  await Promise.all(clients);
  return codes;
}
