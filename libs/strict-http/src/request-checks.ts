import { registerContentTypeCheck, registerAcceptCheck } from './content-negotiation.js';
import { registerJsonBodyParser } from './json-body.js';
import { registerRateLimit } from './rate-limit.js';
import { registerRequestHeadCheck } from './request-head.js';
import { registerRouteCheck } from './route-table.js';
import type { StrictFastifyAdapter } from './strict-fastify.adapter.js';

export interface RequestCheck {
  /** What it responds with when it fails. */
  readonly codes: readonly number[];
  readonly register: (adapter: StrictFastifyAdapter) => void | Promise<void>;
}

/** What a request passes before Nest gets it, in the order of precedence: of several failures, the first wins. */
export const HTTP_CHECKS: readonly RequestCheck[] = [
  { codes: [431, 414, 400, 501], register: registerRequestHeadCheck },
  { codes: [404, 405], register: registerRouteCheck },
  { codes: [429], register: registerRateLimit },
  { codes: [406], register: registerAcceptCheck },
  { codes: [415], register: registerContentTypeCheck },
  { codes: [413, 400], register: registerJsonBodyParser },
];
