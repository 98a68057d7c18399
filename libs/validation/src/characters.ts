/*
 * The characters that a text may have. The ranges validate, and stand in the OpenAPI document as well, where
 * many languages read them: so there is no look-around, no `\p{…}` and nothing beyond `\uFFFF`.
 */

/**
 * - `line`: something visible, no control character, and no white space at either end
 * - `lines`: anything but control characters; line breaks and tabs are fine
 * - `secret`: anything but NUL, which PostgreSQL cannot store
 */
export type TextKind = 'line' | 'lines' | 'secret';

/** C0, DEL and C1; in a line also the two separators that Unicode has for lines and paragraphs. */
const CONTROL: Readonly<Record<TextKind, string>> = {
  line: '\\x00-\\x1F\\x7F-\\x9F\\u2028\\u2029',
  lines: '\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F-\\x9F',
  secret: '\\x00',
};

/** What shows something by itself. Unicode counts the empty Braille pattern and the null notehead as symbols. */
const VISIBLE_CHARACTER = /[^\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800\u{1D159}]/u;

const CONTROL_CHARACTER = {
  line: new RegExp(`[${CONTROL.line}]`),
  lines: new RegExp(`[${CONTROL.lines}]`),
  secret: new RegExp(`[${CONTROL.secret}]`),
};

const ANY = `[^${CONTROL.line}]*`;
const END = `[^\\s${CONTROL.line}]`;

/** For the document: all of these rules, except on halves of a surrogate pair and on what is visible. */
export const TEXT_PATTERNS: Readonly<Record<TextKind, string>> = {
  line: `^${END}(?:${ANY}${END})?$`,
  lines: `^[^${CONTROL.lines}]*$`,
  secret: `^[^${CONTROL.secret}]*$`,
};

const CONTROL_ERRORS: Readonly<Record<TextKind, string>> = {
  line: 'must not contain control characters or line breaks',
  lines: 'must not contain control characters other than line breaks and tabs',
  secret: 'must not contain the character NUL',
};

/** What is wrong with a text, as the end of a sentence; undefined when nothing is. */
export function findCharacterError(text: string, kind: TextKind): string | undefined {
  if (!text.isWellFormed()) return 'must not contain half a surrogate pair';
  if (CONTROL_CHARACTER[kind].test(text)) return CONTROL_ERRORS[kind];
  if (kind !== 'line') return undefined;
  if (/^\s|\s$/.test(text)) return 'must not start or end with white space';
  return VISIBLE_CHARACTER.test(text) ? undefined : 'must have something visible in it';
}
