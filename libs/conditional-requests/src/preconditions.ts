import { type InputError, PreconditionFailed, PreconditionRequired } from '#problem-details';
import { type EntityTag, parseEntityTags } from './entity-tag.js';

/**
 * What a request requires of the current version (RFC 9110 §13.1). A list has the values of ETags,
 * without the quotes; `any` stands for `*`.
 */
export interface Preconditions {
  /** The current version must be one of these. */
  readonly ifMatch?: 'any' | readonly string[];
  /** The current version, if there is one, must be none of these. */
  readonly ifNoneMatch?: 'any' | readonly string[];
  /** Whether a request without `If-Match` is a 428. */
  readonly isIfMatchRequired?: boolean;
  /** Whether `If-Match` has a weak tag, which never matches (RFC 9110 §8.8.3.2). */
  readonly hasWeakIfMatch?: boolean;
}

interface ConditionalRequest {
  headers: { 'if-match'?: string; 'if-none-match'?: string; 'if-unmodified-since'?: string };
}

interface ParsedConditions extends Preconditions {
  /** The names of the headers that are malformed. */
  readonly malformed: readonly string[];
}

const NO_CONDITIONS: ParsedConditions = { malformed: [] };

/** The guard, the handler and the response ask for the conditions of one request. */
const parsed = new WeakMap<ConditionalRequest, ParsedConditions>();

/** A malformed header counts as absent here; `checkConditionalHeaders` rejects it before any handler. */
export function readPreconditions(request: ConditionalRequest): Preconditions {
  return parse(request);
}

/** Marks a handler that writes under conditions. */
export const HAS_CONDITIONS = Symbol('the handler has conditions');

/** Marks a handler that has no other condition than `If-None-Match: *`. */
export const CREATES_ONLY = Symbol('the handler has no condition but If-None-Match: *');

/**
 * For `ParametersGuard`: what is wrong with the conditional headers of a request. A write without `If-Match` does not
 * ignore `If-Unmodified-Since`, as RFC 9110 §13.1.4 would where no time is known: a lost condition is worse.
 */
export function checkConditionalHeaders(
  request: ConditionalRequest,
  handler: object,
): InputError[] {
  if (Reflect.hasMetadata(CREATES_ONLY, handler)) return checkCreateOnly(request);
  const errors = parse(request).malformed.map((header) => ({
    header,
    detail: 'must be * or a list of entity tags',
  }));
  const { 'if-match': ifMatch, 'if-unmodified-since': time } = request.headers;
  if (time !== undefined && ifMatch === undefined && Reflect.hasMetadata(HAS_CONDITIONS, handler)) {
    const header = 'If-Unmodified-Since';
    errors.push({ header, detail: 'is not supported: send the ETag in If-Match' });
  }
  return errors;
}

function checkCreateOnly(request: ConditionalRequest): InputError[] {
  const { headers } = request;
  const errors = ['If-Match', 'If-Unmodified-Since']
    .filter((header) => header.toLowerCase() in headers)
    .map((header) => ({ header, detail: 'is not supported here' }));
  const isOther = 'if-none-match' in headers && parse(request).ifNoneMatch !== 'any';
  return isOther ? [...errors, { header: 'If-None-Match', detail: 'must be *' }] : errors;
}

/** Whether `If-Match`, if present, has an ETag: strong comparison (RFC 9110 §13.1.1). */
export function isIfMatchSatisfied({ ifMatch }: Preconditions, etag: string): boolean {
  return ifMatch === undefined || ifMatch === 'any' || ifMatch.includes(etag);
}

/**
 * Checks a write against the current version, where no statement of a database does it.
 *
 * @param etag without its quotes; undefined when there is no current version
 * @throws PreconditionRequired without an `If-Match` that is required, or PreconditionFailed
 */
export function assertPreconditions(conditions: Preconditions, etag: string | undefined): void {
  const { ifMatch, ifNoneMatch, isIfMatchRequired } = conditions;
  if (isIfMatchRequired && ifMatch === undefined) throw new PreconditionRequired();
  const isMet =
    etag === undefined
      ? ifMatch === undefined
      : isIfMatchSatisfied(conditions, etag) &&
        ifNoneMatch !== 'any' &&
        !ifNoneMatch?.includes(etag);
  if (!isMet) throw toPreconditionFailed(conditions);
}

/** The 412 of a request; to a weak tag it says what helps. */
export function toPreconditionFailed({ hasWeakIfMatch }: Preconditions): PreconditionFailed {
  return new PreconditionFailed(
    hasWeakIfMatch
      ? 'If-Match needs a strong ETag, without W/. A proxy that compresses may have made it weak.'
      : undefined,
  );
}

function parse(request: ConditionalRequest): ParsedConditions {
  const { 'if-match': match, 'if-none-match': noneMatch } = request.headers;
  if (match === undefined && noneMatch === undefined) return NO_CONDITIONS;
  let conditions = parsed.get(request);
  if (!conditions) parsed.set(request, (conditions = toConditions(match, noneMatch)));
  return conditions;
}

function toConditions(match: string | undefined, noneMatch: string | undefined): ParsedConditions {
  const malformed: string[] = [];
  const read = (name: string, header?: string): 'any' | EntityTag[] | undefined => {
    const tags = parseEntityTags(header);
    if (header !== undefined && tags === undefined) malformed.push(name);
    return tags;
  };
  const ifMatch = read('If-Match', match);
  const ifNoneMatch = read('If-None-Match', noneMatch);
  return {
    // Strong comparison needs a strong tag on both sides, weak comparison takes either (RFC 9110 §8.8.3.2).
    ifMatch: toValues(ifMatch, ({ isWeak }) => !isWeak),
    ifNoneMatch: toValues(ifNoneMatch, () => true),
    hasWeakIfMatch: Array.isArray(ifMatch) && ifMatch.some(({ isWeak }) => isWeak),
    malformed,
  };
}

function toValues(
  tags: 'any' | EntityTag[] | undefined,
  isComparable: (tag: EntityTag) => boolean,
): 'any' | string[] | undefined {
  return Array.isArray(tags) ? tags.filter(isComparable).map(({ value }) => value) : tags;
}
