import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { ApiProblems, type InputError } from '#problem-details';
import { IdempotencyKeyInUse, IdempotencyKeyReused } from './idempotency.problems.js';

/** The length of a key, in characters. */
const MAX_LENGTH = 255;

/**
 * A String of Structured Fields (RFC 8941 §3.3.3), or the same key without quotes, which many clients send. White
 * space is in neither, so that a header that came twice, which Node joins with `, `, matches none.
 */
const QUOTED = '"(?:[!#-\\[\\]-~]|\\\\["\\\\])';
const BARE = '[!#-~][!-~]';
const QUOTED_KEY = new RegExp(`^${QUOTED}{1,${MAX_LENGTH}}"$`);
const BARE_KEY = new RegExp(`^${BARE}{0,${MAX_LENGTH - 1}}$`);

const IS_IDEMPOTENT = Symbol('the handler takes an idempotency key');

interface KeyedRequest {
  headers: Record<string, string | string[] | undefined>;
}

/**
 * Lets a handler take an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07): documents the header with
 * its 409 and 422. The handler acts by `IdempotencyService.run`.
 */
export function Idempotent(): MethodDecorator {
  return applyDecorators(
    (_target: object, _name: string | symbol, { value }: PropertyDescriptor) =>
      Reflect.defineMetadata(IS_IDEMPOTENT, true, value as object),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Makes a retry safe: for a day, the same request with the same key gets the first response again.',
      schema: {
        type: 'string',
        pattern: `^(?:${BARE}{0,${MAX_LENGTH - 1}}|${QUOTED}{1,${MAX_LENGTH}}")$`,
      },
    }),
    ApiProblems({ 409: IdempotencyKeyInUse, 422: IdempotencyKeyReused }),
  );
}

/** For `ParametersGuard`: a malformed key, or one that came twice, is a 400. */
export function checkIdempotencyKey(request: KeyedRequest, handler: object): InputError[] {
  const header = 'Idempotency-Key';
  const isTaken = Reflect.hasMetadata(IS_IDEMPOTENT, handler);
  const isSent = request.headers['idempotency-key'] !== undefined;
  if (!isTaken || !isSent || readIdempotencyKey(request) !== undefined) return [];
  const detail = `must be given once, as 1 to ${MAX_LENGTH} visible ASCII characters`;
  return [{ header, detail }];
}

/** The key of a request, without quotes. A malformed one counts as absent; `checkIdempotencyKey` rejects it. */
export function readIdempotencyKey({ headers }: KeyedRequest): string | undefined {
  const header = String(headers['idempotency-key'] ?? '');
  if (BARE_KEY.test(header)) return header;
  return QUOTED_KEY.test(header) ? header.slice(1, -1).replaceAll(/\\(.)/g, '$1') : undefined;
}
