import type { Type } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { UNKNOWN_NAME } from '#problem-details';
import { getDtoShape, type NestedDto } from './dto-shape.js';

/** An error in the input: the path to the field, from the outermost name inwards. */
export interface FieldError {
  path: readonly string[];
  detail: string;
}

/** As in Nest, a class without rules is not an error. One error for each field is enough. */
export const VALIDATOR_OPTIONS = { stopAtFirstError: true, forbidUnknownValues: false };

const REQUIRED = 'is required';
const NOT_NULL = 'must not be null';

/**
 * Finds what class-validator lets pass: unknown members whatever their name (class-transformer
 * drops `constructor`, `toString` and the names of getters before the whitelist sees them), and
 * with `@ValidateNested()` a missing object, or an array in its place.
 *
 * Removes what is wrong: class-transformer throws on a name such as an inherited getter's, and
 * class-validator would look for the fields of an object in the entries of an array.
 */
export function checkShape(
  type: Type<object>,
  value: object,
  path: readonly string[] = [],
): FieldError[] {
  const shape = getDtoShape(type);
  const unknown = removeUnknownMembers(value, shape.names);
  const nested = Array.from(shape.nested).flatMap(([name, dto]) =>
    checkNested(dto, value, name, [...path, name]),
  );
  return [...unknown.map((name) => ({ path: [...path, name], detail: UNKNOWN_NAME })), ...nested];
}

export function removeUnknownMembers(value: object, known: ReadonlySet<string>): string[] {
  const unknown = Object.keys(value).filter((name) => !known.has(name));
  for (const name of unknown) Reflect.deleteProperty(value, name);
  return unknown;
}

function checkNested(
  { type, isArray, isRequired }: NestedDto,
  parent: object,
  name: string,
  path: readonly string[],
): FieldError[] {
  const value: unknown = Reflect.get(parent, name);
  if (value === undefined) return isRequired ? [{ path, detail: REQUIRED }] : [];
  if (value === null) return isRequired ? [{ path, detail: NOT_NULL }] : [];
  if (!isArray) return checkObject(type, parent, name, path);
  if (!Array.isArray(value)) return [{ path, detail: 'must be an array' }];
  return Object.keys(value).flatMap((index) => checkObject(type, value, index, [...path, index]));
}

function checkObject(
  type: Type<object>,
  parent: object,
  name: string,
  path: readonly string[],
): FieldError[] {
  const value: unknown = Reflect.get(parent, name);
  if (isObject(value)) return checkShape(type, value, path);
  Reflect.set(parent, name, undefined);
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
  // Nest drops the value of a field whose own fields have errors.
  if (value === undefined && children.length === 0) return REQUIRED;
  const [message] = Object.values(constraints);
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}
