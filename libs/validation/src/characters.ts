/*
 * The characters that a text may have. These ranges validate, and stand in the OpenAPI document as well, where
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

/** What shows nothing by itself, besides white space. */
const INVISIBLE = [
  // combining marks of no script in particular, of Hebrew and of Arabic; variation selectors
  '\\u0300-\\u036F\\u0483-\\u0489\\u0591-\\u05BD\\u064B-\\u065F\\u17B4\\u17B5\\u180B-\\u180F\\u1DC0-\\u1DFF',
  '\\u20D0-\\u20F0\\uFE00-\\uFE0F\\uFE20-\\uFE2F\\u1AB0-\\u1AFF',
  // format characters
  '\\xAD\\u061C\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF0-\\uFFFB',
  // fillers, and the empty Braille pattern
  '\\u115F\\u1160\\u2800\\u3164\\uFFA0',
].join('');

/** The same beyond U+FFFF: tags and further variation selectors. */
const INVISIBLE_BEYOND_FFFF = /[\u{E0000}-\u{E0FFF}]/gu;

const CONTROL_CHARACTER = {
  line: new RegExp(`[${CONTROL.line}]`),
  lines: new RegExp(`[${CONTROL.lines}]`),
  secret: new RegExp(`[${CONTROL.secret}]`),
};

const ANY = `[^${CONTROL.line}]*`;
const END = `[^\\s${CONTROL.line}]`;
const VISIBLE = `[^\\s${INVISIBLE}${CONTROL.line}]`;
const VISIBLE_CHARACTER = new RegExp(VISIBLE);

/** For the document: all of these rules, except on halves of a surrogate pair and beyond U+FFFF. */
export const TEXT_PATTERNS: Readonly<Record<TextKind, string>> = {
  line: `^(?:${END}${ANY})?${VISIBLE}(?:${ANY}${END})?$`,
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
  const isVisible = VISIBLE_CHARACTER.test(text.replaceAll(INVISIBLE_BEYOND_FFFF, ''));
  return isVisible ? undefined : 'must have something visible in it';
}
