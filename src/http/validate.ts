import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';

/** A fault of an input: the way to it, from the outermost name inwards, and what is wrong. */
export interface Fault {
  path: readonly string[];
  detail: string;
}

type Members = Record<string, unknown>;

/**
 * Builds a DTO from what a client sent and checks it by the rules on its class. A member that
 * the class does not declare is a fault: what is not understood is not ignored.
 */
export function validate<T extends object>(
  type: Type<T>,
  given: object,
): { value: T; faults: Fault[] } {
  const { declared, faults } = separate(type, given as Members, []);
  const value = plainToInstance(type, declared);
  // A class without any rule, for a handler without parameters, is none to be refused.
  const options = { forbidUnknownValues: false, validationError: { target: false, value: false } };
  const broken = validateSync(value, options).flatMap((error) => faultsOf(error, []));
  return { value, faults: [...faults, ...broken] };
}

/**
 * Takes the declared members, also of nested objects, and names the others. class-transformer and
 * class-validator could do it, but drop some names (`constructor`, `toString`) without a word.
 */
function separate(
  type: Type<object>,
  given: Members,
  above: string[],
): { declared: Members; faults: Fault[] } {
  const declared: Members = {};
  const faults: Fault[] = [];
  const fields = fieldsOf(type);
  for (const [name, value] of Object.entries(given)) {
    const path = [...above, name];
    const nested = fields.get(name);
    if (!fields.has(name)) {
      faults.push({ path, detail: 'is not known here' });
    } else if (nested && typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const inner = separate(nested, value as Members, path);
      declared[name] = inner.declared;
      faults.push(...inner.faults);
    } else {
      declared[name] = value;
    }
  }
  return { declared, faults };
}

const cache = new WeakMap<Type<object>, Map<string, Type<object> | undefined>>();

/** The fields a class declares by rules, each with its class where it is an object in itself. */
function fieldsOf(type: Type<object>): Map<string, Type<object> | undefined> {
  const known = cache.get(type);
  if (known) return known;
  const fields = new Map<string, Type<object> | undefined>();
  for (const rule of getMetadataStorage().getTargetValidationMetadatas(type, '', false, false)) {
    const name = rule.propertyName;
    const isNested = rule.type === 'nestedValidation';
    const nested = Reflect.getMetadata(
      'design:type',
      type.prototype as object,
      name,
    ) as Type<object>;
    fields.set(name, isNested ? nested : fields.get(name));
  }
  cache.set(type, fields);
  return fields;
}

function faultsOf({ property, constraints, children }: ValidationError, above: string[]): Fault[] {
  const path = [...above, property];
  const details = Object.values(constraints ?? {}).slice(0, 1);
  const below = (children ?? []).flatMap((child) => faultsOf(child, path));
  return [...details.map((detail) => ({ path, detail })), ...below];
}
