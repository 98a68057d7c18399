export { type Client, RequestClient } from './client.js';
export { FairQueue } from './fair-queue.js';
export { addVary, countHeader } from './headers.js';
export { parseJson } from './json-body.js';
export { checkContentRange } from './request-head.js';
export {
  BODY_LIMIT,
  BodyLimit,
  NO_RATE_LIMIT,
  NoRateLimit,
  ServesHtml,
} from './route-config.decorators.js';
export { RATE_LIMIT_HEADERS } from './rate-limit.js';
export {
  exitAfter,
  runUntil,
  type RunOptions,
  throwUnlessPortIsFree,
  waitForShutdownSignal,
} from './run.js';
export { LOG_LEVELS, type LogLevelName } from './service-logger.js';
export { createStartupLogger } from './startup-logger.js';
export {
  createStrictAdapter,
  HTTP_CHECKS,
  StrictFastifyAdapter,
} from './strict-fastify.adapter.js';
export { BodyStream, StreamedBody } from './streamed-body.js';
export { StrictHttpModule } from './strict-http.module.js';
export { HttpLimits, type StrictHttpOptions } from './strict-http.options.js';
