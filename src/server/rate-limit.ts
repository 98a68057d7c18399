import rateLimit from '@fastify/rate-limit';
import type { LoggerService } from '@nestjs/common';
import type { FastifyInstance, RouteOptions } from 'fastify';
import type { Redis } from 'ioredis';
import type { Config } from '../config/config.js';
import { TooManyRequests } from '../problems/http.problems.js';

/** A request that waits longer for Redis is served without being counted. */
const REDIS_TIMEOUT_MS = 500;

export type RateLimitConfig = Pick<Config, 'rateLimit' | 'loginRateLimit' | 'redisUrl' | 'limits'>;

/**
 * Responds 429 on each route that is registered after this call, once a client has reached its limit
 * (RFC 6585 §4). A client is an IPv4 address, or a /64 of IPv6 addresses, since one subscriber
 * usually has all of those.
 */
export async function registerRateLimit(
  fastify: FastifyInstance,
  config: RateLimitConfig,
  logger: LoggerService | false,
): Promise<void> {
  const { loginRateLimit, redisUrl, limits } = config;
  if (config.rateLimit === 0 && loginRateLimit === 0) return;
  const redis = redisUrl ? await connectToRedis(redisUrl, logger) : undefined;
  fastify.addHook('onClose', () => redis?.disconnect());
  if (loginRateLimit > 0) {
    // Registered before the plugin, whose own onRoute hook reads this config.
    fastify.addHook('onRoute', (route: RouteOptions) => {
      if (!route.config?.hashesPassword) return;
      route.config = { ...route.config, rateLimit: { max: loginRateLimit } };
    });
  }
  await fastify.register(rateLimit, {
    global: config.rateLimit > 0,
    max: config.rateLimit,
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
