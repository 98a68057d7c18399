import rateLimit from '@fastify/rate-limit';
import type { LoggerService } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Redis } from 'ioredis';
import { TooManyRequests } from '#problem-details';
import { toClientAddress } from './client.js';
import type { StrictFastifyAdapter } from './strict-fastify.adapter.js';

/** A request that waits longer for Redis is served without being counted. */
const REDIS_TIMEOUT_MS = 500;

/** How often a Redis that refuses to write is asked again. */
const PROBE_INTERVAL_MS = 1_000;

const NAMESPACE = 'rate-limit:';

/** How much of its rate limit a client has left (draft-ietf-httpapi-ratelimit-headers-07 §3). */
export const RATE_LIMIT_HEADERS = [
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
] as const;

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts a request under the limit of expensive ones: see `Client`. */
    countExpensive: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  }
}

/**
 * Responds 429 on each route that is registered after this call, once a client has reached its limit
 * (RFC 6585 §4).
 */
export async function registerRateLimit(adapter: StrictFastifyAdapter): Promise<void> {
  const { fastify, settings, appLogger } = adapter;
  const { rateLimit: max, loginRateLimit, redisUrl, limits } = settings;
  fastify.decorate('countExpensive', () => Promise.resolve());
  if (max === 0 && loginRateLimit === 0) return;
  const redis = redisUrl ? await connectToRedis(redisUrl, appLogger) : undefined;
  fastify.addHook('onClose', () => redis?.disconnect());
  await fastify.register(rateLimit, {
    global: max > 0,
    max,
    timeWindow: limits.rateLimitWindowMs,
    enableDraftSpec: true,
    keyGenerator: toClientAddress,
    redis,
    nameSpace: NAMESPACE,
    skipOnError: true,
    errorResponseBuilder: () => new TooManyRequests(),
  });
  if (loginRateLimit === 0) return;
  const countOne = fastify.createRateLimit({ max: loginRateLimit });
  fastify.countExpensive = async (request, reply) => {
    const result = await countOne(request);
    if (result.isAllowed) return;
    const { max, remaining, ttlInSeconds: seconds } = result;
    const [limitName, remainingName, resetName] = RATE_LIMIT_HEADERS;
    reply.headers({ [limitName]: max, [remainingName]: remaining, [resetName]: seconds });
    if (result.isExceeded) {
      throw new TooManyRequests(undefined, { headers: { 'Retry-After': String(seconds) } });
    }
  };
}

/**
 * Never fails: without Redis, requests are served and not counted. Redis may also be there and refuse to write,
 * such as a replica after a failover (READONLY), or one without memory (OOM).
 */
async function connectToRedis(url: string, logger: LoggerService | false): Promise<Redis> {
  // Loaded only when REDIS_URL is set, so that other starts do not pay for it.
  const { Redis } = await import('ioredis');
  let isAvailable = true;
  let reason = '';
  let probe: NodeJS.Timeout | undefined;
  const setAvailable = (isNow: boolean): void => {
    if (logger && isNow && !isAvailable) {
      logger.log('Redis is available again: requests are counted.');
    } else if (logger && isAvailable && !isNow) {
      const cause = reason || 'connection closed';
      logger.warn(`Redis is unavailable (${cause}): requests are not counted.`);
    }
    isAvailable = isNow;
    if (isNow) reason = '';
  };
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: REDIS_TIMEOUT_MS,
    disconnectTimeout: REDIS_TIMEOUT_MS,
    // Also closes the connection, so only the first requests wait for a Redis that hangs.
    socketTimeout: REDIS_TIMEOUT_MS,
    // Commands fail at once while there is no connection.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    // Called for each error that Redis sends. To NOSCRIPT, ioredis sends the script.
    reconnectOnError: ({ message }) => {
      if (!isAvailable || message.startsWith('NOSCRIPT')) return false;
      [reason] = /READONLY|^\w+/.exec(message) ?? [''];
      setAvailable(false);
      probe = setTimeout(() => void tryToWrite(), PROBE_INTERVAL_MS).unref();
      return reason === 'READONLY';
    },
  });
  const tryToWrite = async (): Promise<void> => {
    try {
      await redis.set(`${NAMESPACE}probe`, '', 'PX', PROBE_INTERVAL_MS);
      probe = undefined;
      setAvailable(true);
    } catch (error) {
      if (redis.status === 'end') return;
      // Another connection may lead to the new primary.
      if (String(error).includes('READONLY')) redis.disconnect(true);
      probe = setTimeout(() => void tryToWrite(), PROBE_INTERVAL_MS).unref();
    }
  };
  redis.on('error', ({ message, code }: NodeJS.ErrnoException) => (reason = code ?? message));
  redis.on('reconnecting', () => setAvailable(false));
  redis.on('ready', () => {
    if (!probe) setAvailable(true);
  });
  await redis.connect().catch(() => undefined);
  return redis;
}
