/*
 * What an email address may be, for validation and document alike. `@IsEmail()` has no pattern that a document
 * could show, so the schema allowed what the service refused.
 */

const ATOM_CHARACTER = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]";
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const TOP_LEVEL_LABEL = '[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]';

/**
 * `Dot-string "@" Domain` (RFC 5321 §4.1.2) with a domain of two labels or more. Without a quoted local part
 * and without an IP address, as no mailbox of today has them. A domain in other letters goes in its `xn--` form
 * (RFC 5890). The local part has up to 64 characters (§4.5.3.1.1); a pattern cannot count the dots as well.
 */
export const EMAIL_PATTERN = new RegExp(
  `^(?:${ATOM_CHARACTER}\\.?){0,63}${ATOM_CHARACTER}@(?:${LABEL}\\.)+${TOP_LEVEL_LABEL}$`,
);

/** RFC 5321 §4.5.3.1.3: a path of 256 characters, less its angle brackets. */
export const EMAIL_MAX_LENGTH = 254;
