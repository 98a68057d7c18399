import type { TransformFnParams } from 'class-transformer';

/**
 * Reads an integer from a query, where every value is text: `@Transform(toInteger) @IsInt()`.
 * Anything but plain digits stays text, for `@IsInt()` to refuse; `@Type(() => Number)` would
 * accept an empty text, `1e1` and `0x10`.
 */
export function toInteger({ value }: TransformFnParams): unknown {
  return typeof value === 'string' && /^(?:0|[1-9]\d*)$/.test(value) ? Number(value) : value;
}
