import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync } from 'class-validator';
import { type InputError, InvalidBody } from '#problem-details';
import { PLAIN_TYPES } from './declared-parameters.js';
import { checkShape, type FieldError, isObject, toFieldErrors } from './field-errors.js';

/** As in Nest, a class without rules is not an error. One error for each field is enough. */
export const VALIDATOR_OPTIONS = { stopAtFirstError: true, forbidUnknownValues: false };

/**
 * Validates a JSON body as a custom pipe of Nest's documentation does: makes the DTO that the handler
 * declares, or throws a 422 with a JSON pointer to each invalid field. `ParametersGuard` validates
 * everything else.
 */
@Injectable()
export class BodyValidationPipe implements PipeTransform {
  /** @throws Error when a rule is asynchronous: rules are checked without waiting */
  constructor() {
    rejectAsynchronousRules();
  }

  /** @throws InvalidBody */
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type !== 'body' || !metatype || PLAIN_TYPES.includes(metatype)) return value;
    if (!isObject(value)) {
      throw new InvalidBody([{ pointer: '#', detail: 'must be a JSON object' }]);
    }
    // In place of `whitelist`, which overlooks some names.
    const shapeErrors = checkShape(metatype as Type<object>, value);
    removeConstructors(value);
    const dto = plainToInstance(metatype as Type<object>, value);
    const ruleErrors = toFieldErrors(validateSync(dto, VALIDATOR_OPTIONS));
    if (shapeErrors.length === 0 && ruleErrors.length === 0) return dto;
    throw new InvalidBody(mergeErrors(shapeErrors.map(toInputError), ruleErrors.map(toInputError)));
  }
}

/** `validateSync` would pass them without a word. */
function rejectAsynchronousRules(): void {
  const { constraintMetadatas } = getMetadataStorage() as unknown as {
    constraintMetadatas: ReadonlyMap<unknown, readonly { name: string; async: boolean }[]>;
  };
  const rule = [...constraintMetadatas.values()].flat().find(({ async }) => async);
  if (rule) throw new Error(`The rule ${rule.name} is asynchronous: check it in the service.`);
}

/** class-transformer would call what a client sends as a `constructor`, in a field of no class. */
function removeConstructors(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Reflect.deleteProperty(value, 'constructor');
  Object.values(value).forEach(removeConstructors);
}

/** Adds errors, except those of a field that has one already, and of the fields within it. */
function mergeErrors(
  errors: readonly InputError[],
  others: readonly InputError[],
): readonly InputError[] {
  const pointers = new Set(errors.map(pointerOf));
  return [...errors, ...others.filter((error) => !hasPrefixIn(pointers, pointerOf(error)))];
}

function hasPrefixIn(pointers: ReadonlySet<string>, pointer: string): boolean {
  for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
    if (pointers.has(pointer.slice(0, end))) return true;
  }
  return false;
}

function pointerOf(error: InputError): string {
  return 'pointer' in error ? error.pointer : '#';
}

/** RFC 6901 §3 escapes `~` and `/`; §6 percent-encodes the pointer as a URI fragment. */
function toInputError({ path, detail }: FieldError): InputError {
  const tokens = path.map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1'));
  const pointer = tokens.map((token) => `/${encodeURIComponent(token.toWellFormed())}`).join('');
  return { pointer: `#${pointer}`, detail };
}
