import { type ArgumentMetadata, Injectable, type Type, ValidationPipe } from '@nestjs/common';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { InvalidBody } from '#problem-details';
import { getDtoShape } from './dto-shape.js';
import {
  checkShape,
  type FieldError,
  isObject,
  toFieldErrors,
  VALIDATOR_OPTIONS,
} from './field-errors.js';

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
    const type = metadata.metatype as Type<object>;
    const shapeErrors = checkShape(type, value).map(toInputError);
    const rawLists = takeRawLists(type, value);
    if (shapeErrors.length === 0) {
      const dto = (await super.transform(value, metadata)) as object;
      return Object.assign(dto, rawLists);
    }
    const ruleErrors = await super.transform(value, metadata).then(() => [], toErrors);
    const known = new Set(shapeErrors.map(({ pointer }) => pointer));
    const others = ruleErrors.filter(({ pointer }) => !known.has(pointer));
    throw new InvalidBody([...shapeErrors, ...others]);
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

/** Leaves null in place of each entry: Nest and class-transformer drop members such as `constructor` unsaid. */
function takeRawLists(type: Type<object>, value: object): object {
  const lists: Record<string, unknown[]> = {};
  for (const name of getDtoShape(type).rawLists) {
    const list: unknown = Reflect.get(value, name);
    if (!Array.isArray(list)) continue;
    lists[name] = list;
    Reflect.set(value, name, Array(list.length).fill(null));
  }
  return lists;
}

interface BodyError {
  pointer: string;
  detail: string;
}

function toErrors(error: unknown): BodyError[] {
  if (error instanceof InvalidBody) return error.errors as BodyError[];
  throw error;
}

/** RFC 6901 §3 escapes `~` and `/`; §6 percent-encodes the pointer as a URI fragment. */
function toInputError({ path, detail }: FieldError): BodyError {
  const tokens = path.map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1'));
  const pointer = tokens.map((token) => `/${encodeURIComponent(token.toWellFormed())}`).join('');
  return { pointer: `#${pointer}`, detail };
}
