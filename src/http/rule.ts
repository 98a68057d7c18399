import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';

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

/**
 * Makes a property decorator of a schema and a check that mean the same. It serves twice: requests
 * are checked by it (`validate.ts`), and the OpenAPI document states it, so the two can not differ.
 * A response DTO carries it for the document alone.
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
    ValidateBy({
      name: 'rule',
      constraints: [{ check: fault, ...how } satisfies FieldRule],
      validator: { validate: (value) => fault(value) === undefined },
    }),
  );
}
