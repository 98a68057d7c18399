import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { validateSync, type ValidationError } from 'class-validator';
import { IsText, TEXT_SCHEMA } from '../src/is-text.js';
import {
  NO_LINE,
  NOTHING_VISIBLE,
  VISIBLE,
  WITH_CONTROL_CHARACTER,
  WITH_LINE_BREAK,
  WITH_SPACE_AT_AN_END,
} from './texts.js';

/* Which characters a text may have, and that the schema of the rule says the same. */

class Texts {
  @IsText(1, 80)
  line: string;

  @IsText(1, 80, { kind: 'lines' })
  lines: string;

  @IsText(1, 80, { kind: 'secret' })
  secret: string;
}

type Kind = keyof Texts;

const ajv = new Ajv2020();

/** Validates by the schema that the document has for the rule. */
function compileSchema(kind: Kind): (text: string) => boolean {
  const toSchema = TEXT_SCHEMA.isText as (rule: object) => object;
  return ajv.compile(toSchema({ constraints: [1, 80, kind] }));
}

const MATCHES_SCHEMA = {
  line: compileSchema('line'),
  lines: compileSchema('lines'),
  secret: compileSchema('secret'),
};

/** What is wrong with a text, or undefined. */
function findError(kind: Kind, text: unknown): string | undefined {
  const texts = Object.assign(new Texts(), { line: 'a', lines: 'a', secret: 'a', [kind]: text });
  const [error] = validateSync(texts) as (ValidationError | undefined)[];
  return error && Object.values(error.constraints ?? {})[0];
}

/** The verdicts of the rule and of its schema. */
function getVerdicts(kind: Kind, text: string): [rule: boolean, schema: boolean] {
  return [findError(kind, text) === undefined, MATCHES_SCHEMA[kind](text)];
}

const HALVES: [string, string][] = [
  ['half a surrogate pair', '\ud800'],
  ['the other half', 'a\udc00'],
  ['a pair in the wrong order', '\udc00\ud800'],
];

describe('A text of one line', () => {
  it.each(VISIBLE)('may be %s', (_, text) => {
    expect(getVerdicts('line', text)).toEqual([true, true]);
  });

  it.each(NO_LINE)('may not be %s', (_, text) => {
    expect(getVerdicts('line', text)).toEqual([false, false]);
  });

  it.each(NOTHING_VISIBLE)('may not be %s, of which the schema knows nothing', (_, text) => {
    expect(findError('line', text)).toBe('line must have something visible in it');
    expect(MATCHES_SCHEMA.line(text)).toBe(true);
  });
});

describe('A text of many lines', () => {
  it.each([...VISIBLE, ...NOTHING_VISIBLE, ...WITH_LINE_BREAK, ...WITH_SPACE_AT_AN_END])(
    'may be %s',
    (_, text) => {
      expect(getVerdicts('lines', text)).toEqual([true, true]);
    },
  );

  it.each(WITH_CONTROL_CHARACTER)('may not have %s', (_, text) => {
    expect(getVerdicts('lines', text)).toEqual([false, false]);
  });
});

describe('A secret', () => {
  it.each([...VISIBLE, ...NOTHING_VISIBLE, ...NO_LINE].filter(([name]) => name !== 'NUL'))(
    'may be %s',
    (_, text) => {
      expect(getVerdicts('secret', text)).toEqual([true, true]);
    },
  );

  it('may not have NUL', () => {
    expect(getVerdicts('secret', 'a\0b')).toEqual([false, false]);
  });
});

describe('The length of a secret', () => {
  it('is that of the form NFC, in which a Hangul syllable of three letters is one character', () => {
    const syllable = '\u1112\u1161\u11ab';
    expect(findError('secret', syllable.repeat(80))).toBeUndefined();
    expect(findError('secret', syllable.repeat(81))).toBe('secret must be 1 to 80 characters long');
  });
});

describe.each(['line', 'lines', 'secret'] as const)('Any text: %s', (kind) => {
  it.each(HALVES)('may not have %s, whatever the schema says', (_, text) => {
    expect(findError(kind, text)).toBe(`${kind} must not contain half a surrogate pair`);
  });

  it.each([
    ['nothing', '', false],
    ['80 characters', 'x'.repeat(80), true],
    ['81 characters', 'x'.repeat(81), false],
    ['80 code points in 160 units', '💡'.repeat(80), true],
    ['81 code points', '💡'.repeat(81), false],
  ])('counts code points: %s', (_, text, isValid) => {
    expect(getVerdicts(kind, text)).toEqual([isValid, isValid]);
  });

  it.each([[1], [null], [undefined], [['a']], [{}]])('is not %j', (value) => {
    expect(findError(kind, value)).toBe(`${kind} must be a string`);
  });
});

describe('A list of texts', () => {
  class Tags {
    @IsText(1, 5, { each: true })
    tags: string[];
  }

  it('says what is wrong with an entry', () => {
    const [error] = validateSync(Object.assign(new Tags(), { tags: ['a', 'b\0'] }));
    expect(error.constraints).toEqual({
      isText: 'tags has an entry that must not contain control characters or line breaks',
    });
  });
});
