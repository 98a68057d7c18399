import { HttpStatus } from '@nestjs/common';
import { ProblemType } from '#problem-details';

export class IdempotencyKeyInUse extends ProblemType({
  type: 'idempotency-key-in-use',
  status: HttpStatus.CONFLICT,
  title: 'Idempotency key in use',
  description: 'The first request with this `Idempotency-Key` has no response yet.',
  solution:
    'Wait as many seconds as `Retry-After` says, then send the same request again: it gets the response of the first.',
  headers: { 'Retry-After': '1' },
}) {}

export class IdempotencyKeyReused extends ProblemType({
  type: 'idempotency-key-reused',
  status: HttpStatus.UNPROCESSABLE_ENTITY,
  title: 'Idempotency key reused',
  description: 'Another request had this `Idempotency-Key`. The request was not acted on.',
  solution: 'Send a new key with a new request. A retry repeats its request byte by byte.',
  errors: [{ header: 'Idempotency-Key', detail: 'belongs to another request' }],
}) {}
