import rateLimit from '@fastify/rate-limit';
import type { LoggerService } from '@nestjs/common';
import type { FastifyInstance, RouteOptions } from 'fastify';
import type { Redis } from 'ioredis';
import type { Config } from '../config.js';
import { Problem } from './problems.js';

/** How long a request waits for Redis, in milliseconds, before it goes on uncounted. */
const PATIENCE = 500;

export type RateLimitConfig = Pick<
  Config,
  'rateLimit' | 'loginRateLimit' | 'rateWindow' | 'redisUrl'
>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route on which passwords can be guessed: it has a count of its own, and a lower limit. */
    isLogin?: boolean;
  }
}

/**
 * Answers 429 on each route that is added from now on, once a client has sent as many requests as
 * it may (RFC 6585 §4). A client is an IPv4 address, or the /64 of an IPv6 one, of which a single
 * subscriber has them all.
 */
export async function limitRate(
  fastify: FastifyInstance,
  config: RateLimitConfig,
  logger: LoggerService | false,
): Promise<void> {
  const { loginRateLimit, rateWindow, redisUrl } = config;
  if (config.rateLimit === 0 && loginRateLimit === 0) return;
  const redis = redisUrl ? await connect(redisUrl, logger) : undefined;
  fastify.addHook('onClose', () => redis?.disconnect());
  if (loginRateLimit > 0) {
    fastify.addHook('onRoute', (route: RouteOptions) => {
      if (!route.config?.isLogin) return;
      route.config = { ...route.config, rateLimit: { max: loginRateLimit } };
    });
  }
  await fastify.register(rateLimit, {
    global: config.rateLimit > 0,
    max: config.rateLimit,
    timeWindow: rateWindow,
    enableDraftSpec: true,
    redis,
    nameSpace: 'rate-limit:',
    // Better uncounted than unanswered.
    skipOnError: true,
    errorResponseBuilder: () => new Problem('rate-limited'),
  });
}

/** Imported only here: without a REDIS_URL, nothing needs it. */
async function connect(url: string, logger: LoggerService | false): Promise<Redis> {
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: PATIENCE,
    disconnectTimeout: PATIENCE,
    // Also ends the connection, so that only the first requests wait for a server that hangs.
    socketTimeout: PATIENCE,
    // What can not be sent now fails now.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
  });
  let isAway = false;
  let reason = '';
  redis.on('error', ({ message, code }: NodeJS.ErrnoException) => (reason = code ?? message));
  redis.on('reconnecting', () => {
    if (!isAway && logger)
      logger.warn(`Redis is away (${reason || 'it hung up'}): requests are not counted.`);
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway && logger) logger.log('Redis is back: requests are counted.');
    isAway = false;
    reason = '';
  });
  await redis.connect().catch(() => undefined);
  return redis;
}
