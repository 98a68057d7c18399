import rateLimit from '@fastify/rate-limit';
import type { LoggerService } from '@nestjs/common';
import type { RouteOptions } from 'fastify';
import type { Redis } from 'ioredis';
import { TooManyRequests } from '#problem-details';
import type { StrictFastifyAdapter } from './strict-fastify.adapter.js';

/** A request that waits longer for Redis is served without being counted. */
const REDIS_TIMEOUT_MS = 500;

/** How much of its rate limit a client has left (draft-ietf-httpapi-ratelimit-headers-07 §3). */
export const RATE_LIMIT_HEADERS = [
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
] as const;

/**
 * Responds 429 on each route that is registered after this call, once a client has reached its limit
 * (RFC 6585 §4). A client is an IPv4 address, or a /64 of IPv6 addresses, since one subscriber
 * usually has all of those.
 */
export async function registerRateLimit(adapter: StrictFastifyAdapter): Promise<void> {
  const { fastify, settings, appLogger } = adapter;
  const { rateLimit: max, loginRateLimit, redisUrl, limits } = settings;
  if (max === 0 && loginRateLimit === 0) return;
  const redis = redisUrl ? await connectToRedis(redisUrl, appLogger) : undefined;
  fastify.addHook('onClose', () => redis?.disconnect());
  if (loginRateLimit > 0) {
    // Registered before the plugin, whose own onRoute hook reads this config.
    fastify.addHook('onRoute', (route: RouteOptions) => {
      if (!route.config?.hashesPassword) return;
      route.config = { ...route.config, rateLimit: { max: loginRateLimit } };
    });
  }
  await fastify.register(rateLimit, {
    global: max > 0,
    max,
    timeWindow: limits.rateLimitWindowMs,
    enableDraftSpec: true,
    redis,
    nameSpace: 'rate-limit:',
    skipOnError: true,
    errorResponseBuilder: () => new TooManyRequests(),
  });
}

/** Never fails: without Redis, requests are served and not counted. */
async function connectToRedis(url: string, logger: LoggerService | false): Promise<Redis> {
  // Loaded only when REDIS_URL is set, so that other starts do not pay for it.
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: REDIS_TIMEOUT_MS,
    disconnectTimeout: REDIS_TIMEOUT_MS,
    // Also closes the connection, so only the first requests wait for a Redis that hangs.
    socketTimeout: REDIS_TIMEOUT_MS,
    // Commands fail at once while there is no connection.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
  });
  let isAvailable = true;
  let reason = '';
  redis.on('error', ({ message, code }: NodeJS.ErrnoException) => (reason = code ?? message));
  redis.on('reconnecting', () => {
    if (isAvailable && logger) {
      const cause = reason || 'connection closed';
      logger.warn(`Redis is unavailable (${cause}): requests are not counted.`);
    }
    isAvailable = false;
  });
  redis.on('ready', () => {
    if (!isAvailable && logger) logger.log('Redis is available again: requests are counted.');
    isAvailable = true;
    reason = '';
  });
  await redis.connect().catch(() => undefined);
  return redis;
}
