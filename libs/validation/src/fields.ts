import type { TransformFnParams } from 'class-transformer';
import { ValidateIf } from 'class-validator';

/** The field may be absent, but not null, which `@IsOptional()` would accept as well. */
export function IsOptionalNotNull(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/**
 * Reads an integer from a query, where every value is text: `@Transform(toInteger) @IsInt()`.
 * Anything but plain digits stays text, for `@IsInt()` to refuse; `@Type(() => Number)` would
 * accept an empty text, `1e1` and `0x10`.
 */
export function toInteger({ value }: TransformFnParams): unknown {
  return typeof value === 'string' && /^(?:0|[1-9]\d*)$/.test(value) ? Number(value) : value;
}

/** Writes a UUID as the database does, so that both spellings are the same: `@Transform(toLowerCase)`. */
export function toLowerCase({ value }: TransformFnParams): unknown {
  return typeof value === 'string' ? value.toLowerCase() : (value as unknown);
}

/** A key that a client chooses, and that reads well in a URL: `desk-lamp`. */
export const SLUG_PATTERN = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
export const SLUG_MAX_LENGTH = 64;

export function isSlug(text: string): boolean {
  return text.length <= SLUG_MAX_LENGTH && SLUG_PATTERN.test(text);
}

const ATOM_CHARACTER = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]";
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const TOP_LEVEL_LABEL = '[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]';

/**
 * `Dot-string "@" Domain` (RFC 5321 §4.1.2) with a domain of two labels or more. Without a quoted local part
 * and without an IP address, as no mailbox of today has them. A domain in other letters goes in its `xn--` form
 * (RFC 5890). The local part has up to 64 characters (§4.5.3.1.1); a pattern cannot count the dots as well.
 *
 * `@IsEmail()` has no pattern that a document could show, so the schema would allow what the service refuses.
 */
export const EMAIL_PATTERN = new RegExp(
  `^(?:${ATOM_CHARACTER}\\.?){0,63}${ATOM_CHARACTER}@(?:${LABEL}\\.)+${TOP_LEVEL_LABEL}$`,
);

/** RFC 5321 §4.5.3.1.3: a path of 256 characters, less its angle brackets. */
export const EMAIL_MAX_LENGTH = 254;
