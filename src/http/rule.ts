import { applyDecorators, type Type } from '@nestjs/common';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { ApiProperty } from './swagger.js';

export interface RuleOptions {
  description?: string;
  example?: unknown;
  /** May be left out; the class gives the default, and `default` tells the document. */
  optional?: boolean;
  default?: unknown;
  nullable?: boolean;
}

/** How a field of a request is read and checked. */
export interface FieldRule {
  /** What is wrong with a value, as the end of a sentence that begins with the field. */
  check: (value: unknown) => string | undefined;
  /** Makes of what came what is to be checked. */
  read?: (value: unknown) => unknown;
  /** The class of a field that has fields itself. */
  nested?: Type<object>;
}

/** Of each class with rules, by its prototype: the rules on its fields, and on those it inherits. */
const rulesOf = new WeakMap<object, Map<string, FieldRule>>();

const NO_RULES: ReadonlyMap<string, FieldRule> = new Map<string, FieldRule>();

/** The rules on the fields of a class, by the names of the fields. */
export function fieldRules(prototype: object | null): ReadonlyMap<string, FieldRule> {
  if (prototype === null) return NO_RULES;
  return rulesOf.get(prototype) ?? fieldRules(Object.getPrototypeOf(prototype) as object | null);
}

/**
 * Makes a property decorator of a schema and a check that mean the same. It serves twice: requests
 * are checked by it (`validate.ts`), and the OpenAPI document states it, so the two can not differ.
 * A response DTO carries it for the document alone.
 *
 * A class inherits rules by `extends`. `PartialType` and the like of Nest copy what they know of, and
 * so leave the rules behind.
 *
 * @param check is not asked about what is absent, or null
 */
export function rule(
  { optional = false, ...schema }: ApiPropertyOptions & RuleOptions,
  check: FieldRule['check'],
  how: Omit<FieldRule, 'check'> = {},
): PropertyDecorator {
  const fault = (value: unknown): string | undefined => {
    if (value === undefined) return optional ? undefined : 'is required';
    if (value === null) return schema.nullable ? undefined : 'must not be null';
    return check(value);
  };
  return applyDecorators(
    ApiProperty({ ...schema, required: !optional } as ApiPropertyOptions),
    (prototype: object, name: string | symbol) => {
      const rules = rulesOf.get(prototype) ?? new Map(fieldRules(prototype));
      rulesOf.set(prototype, rules.set(String(name), { check: fault, ...how }));
    },
  );
}
