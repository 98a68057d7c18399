import type { Type } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { UNKNOWN_NAME } from '#problem-details';
import { getDtoShape, type NestedDto } from './dto-shape.js';

/** An error in the input: the path to the field, from the outermost name inwards. */
export interface FieldError {
  path: readonly string[];
  detail: string;
}

const REQUIRED = 'is required';
const NOT_NULL = 'must not be null';

/**
 * Finds what class-validator lets pass: unknown members whatever their name (class-transformer
 * drops `constructor`, `toString` and the names of getters before the whitelist sees them), and
 * with `@ValidateNested()` a missing object, or an array in its place.
 *
 * Removes the unknown members, since class-transformer throws on a name such as an inherited
 * getter's.
 */
export function checkShape(
  type: Type<object>,
  value: object,
  path: readonly string[] = [],
): FieldError[] {
  const shape = getDtoShape(type);
  const unknown = removeUnknownMembers(value, shape.names);
  const nested = Array.from(shape.nested).flatMap(([name, dto]) => {
    const member = Object.hasOwn(value, name) ? value[name as keyof typeof value] : undefined;
    return checkNested(dto, member, [...path, name]);
  });
  return [...unknown.map((name) => ({ path: [...path, name], detail: UNKNOWN_NAME })), ...nested];
}

export function removeUnknownMembers(value: object, known: ReadonlySet<string>): string[] {
  const unknown = Object.keys(value).filter((name) => !known.has(name));
  for (const name of unknown) Reflect.deleteProperty(value, name);
  return unknown;
}

function checkNested(
  { type, isArray, isRequired }: NestedDto,
  value: unknown,
  path: readonly string[],
): FieldError[] {
  if (value === undefined) return isRequired ? [{ path, detail: REQUIRED }] : [];
  if (value === null) return isRequired ? [{ path, detail: NOT_NULL }] : [];
  if (!isArray) return checkObject(type, value, path);
  if (!Array.isArray(value)) return [{ path, detail: 'must be an array' }];
  return value.flatMap((entry: unknown, index) =>
    checkObject(type, entry, [...path, String(index)]),
  );
}

function checkObject(type: Type<object>, value: unknown, path: readonly string[]): FieldError[] {
  if (isObject(value)) return checkShape(type, value, path);
  return [{ path, detail: 'must be an object' }];
}

/** Whether a value of JSON is an object, and not an array. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Flattens class-validator's errors, one for each field. */
export function toFieldErrors(
  errors: readonly ValidationError[],
  path: readonly string[] = [],
): FieldError[] {
  return errors.flatMap((error) => {
    const own = [...path, error.property];
    const nested = toFieldErrors(error.children ?? [], own);
    return error.constraints ? [{ path: own, detail: toDetail(error) }, ...nested] : nested;
  });
}

/** What is wrong, as the end of a sentence that starts with the field. */
function toDetail({ property, value, constraints = {}, children = [] }: ValidationError): string {
  if (value === null) return NOT_NULL;
  if (value === undefined && children.length === 0) return REQUIRED;
  const message = Object.values(constraints)[0] ?? 'is invalid';
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}
