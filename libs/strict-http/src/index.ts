export { type Client, RequestClient } from './client.js';
export { FairQueue } from './fair-queue.js';
export { addVary, countHeader } from './headers.js';
export { checkContentRange } from './request-head.js';
export { NO_RATE_LIMIT, NoRateLimit, ServesHtml } from './route-config.decorators.js';
export { RATE_LIMIT_HEADERS } from './rate-limit.js';
export { exitAfter, runUntil, type RunOptions, waitForShutdownSignal } from './run.js';
export { createStrictAdapter, StrictFastifyAdapter } from './strict-fastify.adapter.js';
export { HttpLimits, type StrictHttpOptions } from './strict-http.options.js';
