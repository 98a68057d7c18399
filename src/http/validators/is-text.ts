import { ValidateBy, type ValidationOptions } from 'class-validator';
import type { ISchemaConverters } from 'class-validator-jsonschema/build/defaultConverters.js';

const IS_TEXT = 'isText';

export interface TextOptions extends ValidationOptions {
  /** Allows white space at the start and the end, and so a text of white space alone. */
  multiline?: boolean;
}

/**
 * Unicode text that PostgreSQL can store, so without NUL and without half a surrogate pair.
 * `@Length()` would accept both, and counts UTF-16 units.
 *
 * @param min in code points, as JSON Schema counts
 * @param max in code points
 */
export function IsText(min: number, max: number, options: TextOptions = {}): PropertyDecorator {
  const { multiline = false } = options;
  const check = (value: unknown): string | undefined => findTextError(value, min, max, multiline);
  return ValidateBy(
    {
      name: IS_TEXT,
      constraints: [min, max, multiline],
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
  multiline: boolean,
): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  const length = countCodePoints(value);
  if (length < min || length > max) return `must be ${min} to ${max} characters long`;
  if (!value.isWellFormed()) return 'must not contain half a surrogate pair';
  if (value.includes('\0')) return 'must not contain the character NUL';
  if (!multiline && /^\s|\s$/.test(value)) return 'must not start or end with white space';
  return undefined;
}

/** A pair of surrogates is one code point in two UTF-16 units. */
function countCodePoints(text: string): number {
  const pairs = text.match(/[\ud800-\udbff][\udc00-\udfff]/g) ?? [];
  return text.length - pairs.length;
}

/** The schema that says the same, but for surrogates, which a pattern cannot exclude. */
export const TEXT_SCHEMA: ISchemaConverters = {
  [IS_TEXT]: ({ constraints }) => {
    const [minLength, maxLength, multiline] = constraints as [number, number, boolean];
    const line = '[^\\s\\u0000](?:[^\\u0000]*[^\\s\\u0000])?';
    const pattern = multiline ? '^[^\\u0000]*$' : minLength > 0 ? `^${line}$` : `^(?:${line})?$`;
    return { type: 'string', minLength, maxLength, pattern };
  },
};
