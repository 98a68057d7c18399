import { ValidateBy, type ValidationOptions } from 'class-validator';
import type { targetConstructorToSchema } from 'class-validator-jsonschema';
import { findCharacterError, TEXT_PATTERNS, type TextKind } from './characters.js';

const IS_TEXT = 'isText';

export interface TextOptions extends ValidationOptions {
  /** `line` by default. */
  kind?: TextKind;
}

/**
 * Unicode text that PostgreSQL can store, so without NUL and without half a surrogate pair.
 * `@Length()` would accept both, and counts UTF-16 units.
 *
 * @param min in code points, as JSON Schema counts; those of a secret in Unicode's form NFC
 * @param max in code points
 */
export function IsText(min: number, max: number, options: TextOptions = {}): PropertyDecorator {
  const { kind = 'line' } = options;
  const check = (value: unknown): string | undefined => findTextError(value, min, max, kind);
  return ValidateBy(
    {
      name: IS_TEXT,
      constraints: [min, max, kind],
      validator: {
        validate: (value) => check(value) === undefined,
        defaultMessage: (args) => {
          const value: unknown = args?.value;
          if (!options.each || !Array.isArray(value)) return `$property ${check(value)}`;
          return `$property has an entry that ${value.map(check).find(Boolean)}`;
        },
      },
    },
    options,
  );
}

function findTextError(
  value: unknown,
  min: number,
  max: number,
  kind: TextKind,
): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  // A password is compared in this form, whatever the keyboard sent (RFC 8265 §4.2.2).
  const length = countCodePoints(kind === 'secret' ? value.normalize('NFC') : value);
  if (length < min || length > max) return `must be ${min} to ${max} characters long`;
  return findCharacterError(value, kind);
}

/** A pair of surrogates is one code point in two UTF-16 units. */
function countCodePoints(text: string): number {
  const pairs = text.match(/[\ud800-\udbff][\udc00-\udfff]/g) ?? [];
  return text.length - pairs.length;
}

type SchemaOptions = NonNullable<Parameters<typeof targetConstructorToSchema>[1]>;

/** The JSON Schema of each rule of one's own, by the name of the rule. */
export type RuleSchemas = NonNullable<SchemaOptions['additionalConverters']>;

/** The schema that says the same, but for surrogates and for what is visible. */
export const TEXT_SCHEMA: RuleSchemas = {
  [IS_TEXT]: ({ constraints }) => {
    const [minLength, maxLength, kind] = constraints as [number, number, TextKind];
    return { type: 'string', minLength, maxLength, pattern: TEXT_PATTERNS[kind] };
  },
};
