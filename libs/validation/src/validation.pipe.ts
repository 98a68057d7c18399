import { type ArgumentMetadata, Injectable, type Type, ValidationPipe } from '@nestjs/common';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { type InputError, InvalidBody } from '#problem-details';
import { checkShape, type FieldError, isObject, toFieldErrors } from './field-errors.js';

/** As in Nest, a class without rules is not an error. One error for each field is enough. */
export const VALIDATOR_OPTIONS = { stopAtFirstError: true, forbidUnknownValues: false };

/**
 * Nest's `ValidationPipe` for JSON bodies: makes the DTO that the handler declares, or throws a
 * 422 with a JSON pointer to each invalid field. `ParametersGuard` validates everything else.
 */
@Injectable()
export class BodyValidationPipe extends ValidationPipe {
  /** @throws Error when a rule is asynchronous: rules are checked without waiting */
  constructor() {
    super({
      transform: true,
      // In place of `whitelist`, which overlooks some names, `checkShape` rejects unknown members.
      exceptionFactory: (errors) => new InvalidBody(toFieldErrors(errors).map(toInputError)),
    });
    rejectAsynchronousRules();
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type !== 'body' || !this.toValidate(metadata)) return value;
    if (!isObject(value)) {
      throw new InvalidBody([{ pointer: '#', detail: 'must be a JSON object' }]);
    }
    const shapeErrors = checkShape(metadata.metatype as Type<object>, value).map(toInputError);
    if (shapeErrors.length === 0) return super.transform(value, metadata);
    const ruleErrors = await super.transform(value, metadata).then(() => [], toErrors);
    throw new InvalidBody(mergeErrors(shapeErrors, ruleErrors));
  }

  /** Without the promises that class-validator makes for asynchronous rules. */
  protected override validate(dto: object): ValidationError[] {
    return validateSync(dto, VALIDATOR_OPTIONS);
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

function toErrors(error: unknown): readonly InputError[] {
  if (error instanceof InvalidBody) return error.errors ?? [];
  throw error;
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
