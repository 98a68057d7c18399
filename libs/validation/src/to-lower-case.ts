import type { TransformFnParams } from 'class-transformer';

/** Writes a UUID as the database does, so that both spellings are the same: `@Transform(toLowerCase)`. */
export function toLowerCase({ value }: TransformFnParams): unknown {
  return typeof value === 'string' ? value.toLowerCase() : (value as unknown);
}
