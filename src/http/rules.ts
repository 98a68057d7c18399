import type { Type } from '@nestjs/common';
import isEmail from 'validator/lib/isEmail.js';
import { rule, type RuleOptions } from './rule.js';
import { ApiProperty } from './swagger.js';

/* Rules for what a field may hold, whatever the resource; `rule.ts` says what a rule is. */

/** Bounds on the length of a text, in code points, as JSON Schema counts. */
interface TextBounds {
  min?: number;
  max: number;
  /** Refuse white space at either end (it is never cut off). */
  trimmed?: boolean;
}

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Unicode text. */
export function IsText({
  min,
  max,
  trimmed,
  ...options
}: TextBounds & RuleOptions): PropertyDecorator {
  const bounds = { min, max, trimmed };
  return rule({ ...textSchema(bounds), ...options }, (value) => textFault(value, bounds));
}

/** A list of texts without repetition. */
export function IsTextList({
  maxItems,
  items,
  ...options
}: { maxItems: number; items: TextBounds } & RuleOptions): PropertyDecorator {
  const schema = { type: 'array', items: textSchema(items), maxItems, uniqueItems: true } as const;
  return rule({ ...schema, ...options }, (value) => {
    if (!Array.isArray(value)) return 'must be an array';
    if (value.length > maxItems) return `must have at most ${maxItems} entries`;
    const fault = value.map((entry) => textFault(entry, items)).find(Boolean);
    if (fault) return `holds an entry that ${fault}`;
    return new Set(value).size === value.length ? undefined : 'must not repeat an entry';
  });
}

/** An object of a class with rules of its own. */
export function IsNested(type: Type<object>, options: RuleOptions = {}): PropertyDecorator {
  return rule(
    { type: () => type, ...options },
    (value) =>
      typeof value === 'object' && !Array.isArray(value) ? undefined : 'must be an object',
    { nested: type },
  );
}

/** A key that reads well in a URL: `desk-lamp`. */
export function IsSlug(options: RuleOptions = {}): PropertyDecorator {
  return rule({ type: 'string', pattern: SLUG.source, maxLength: 64, ...options }, (value) =>
    isSlug(value)
      ? undefined
      : 'must be 1 to 64 small letters and digits, in groups joined by single hyphens',
  );
}

export function isSlug(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 64 && SLUG.test(value);
}

/** An address in ASCII; a domain in other letters goes in its `xn--` form (RFC 5890). */
export function IsEmailAddress(options: RuleOptions = {}): PropertyDecorator {
  return rule({ type: 'string', format: 'email', maxLength: 254, ...options }, (value) =>
    typeof value === 'string' && /^[\x20-\x7e]{1,254}$/.test(value) && isEmail.default(value)
      ? undefined
      : 'must be an email address of at most 254 characters',
  );
}

/** In any case; the field gets it in lower case, as the database writes it. */
export function IsUuid(options: RuleOptions = {}): PropertyDecorator {
  return rule(
    { type: 'string', format: 'uuid', ...options },
    (value) => (isUuid(value) ? undefined : 'must be a UUID'),
    { read: (value) => (isUuid(value) ? value.toLowerCase() : value) },
  );
}

export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/** A whole number in a query, where all is text; the field gets the number. */
export function IsWholeNumber(
  options: { minimum: number; maximum: number } & RuleOptions,
): PropertyDecorator {
  const { minimum, maximum } = options;
  const read = (value: unknown): unknown =>
    typeof value === 'string' && /^(?:0|[1-9]\d*)$/.test(value) ? Number(value) : value;
  return rule(
    { type: 'integer', ...options },
    (value) =>
      typeof value === 'number' && value >= minimum && value <= maximum
        ? undefined
        : `must be a whole number from ${minimum} to ${maximum}`,
    { read },
  );
}

/** Of a fixed set of words. */
export function IsOneOf(values: readonly string[], options: RuleOptions = {}): PropertyDecorator {
  return rule({ type: 'string', enum: [...values], ...options }, (value) =>
    values.includes(value as string) ? undefined : `must be one of ${values.join(', ')}`,
  );
}

/** A time in UTC to the millisecond: `2026-01-31T12:00:00.000Z` (RFC 3339). */
export function IsTime(options: RuleOptions = {}): PropertyDecorator {
  const schema = {
    type: 'string',
    format: 'date-time',
    example: '2026-01-31T12:00:00.000Z',
  } as const;
  return ApiProperty({ ...schema, ...options });
}

// PostgreSQL can store neither NUL nor half a surrogate pair; a pattern can not forbid the latter.
function textSchema({
  min = 0,
  max,
  trimmed,
}: TextBounds): Record<string, unknown> & { type: 'string' } {
  const pattern = trimmed ? '^(?!\\s)[^\\u0000]*(?<!\\s)$' : '^[^\\u0000]*$';
  return { type: 'string', minLength: min, maxLength: max, pattern };
}

function textFault(value: unknown, { min = 0, max, trimmed }: TextBounds): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  const { length } = Array.from(value);
  if (length < min || length > max) return `must be ${min} to ${max} characters long`;
  if (!value.isWellFormed()) return 'must not hold half a surrogate pair';
  if (value.includes('\0')) return 'must not hold the character NUL';
  if (trimmed && /^\s|\s$/.test(value)) return 'must not begin or end with white space';
  return undefined;
}
