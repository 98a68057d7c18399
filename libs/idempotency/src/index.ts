export { checkIdempotencyKey, Idempotent } from './idempotency-key.js';
export { IdempotencyKey } from './idempotency-key.entity.js';
export { IdempotencyModule } from './idempotency.module.js';
export { IdempotencyKeyInUse, IdempotencyKeyReused } from './idempotency.problems.js';
export {
  type IdempotencyOptions,
  IdempotencyService,
  type IdempotentResponse,
  type IdempotentWork,
} from './idempotency.service.js';
