import { applyDecorators } from '@nestjs/common';
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

/**
 * Makes a property decorator of a schema and a check that mean the same. It serves twice:
 * class-validator checks requests by it, and the OpenAPI document states it, so the two can not
 * differ. A response DTO carries it for the document alone.
 *
 * @param check answers what is wrong, as the end of a sentence that begins with the field
 */
export function rule(
  { optional = false, ...schema }: ApiPropertyOptions & RuleOptions,
  check: (value: unknown) => string | undefined,
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
      validator: {
        validate: (value) => fault(value) === undefined,
        defaultMessage: (context) => fault(context?.value) ?? '',
      },
    }),
  );
}
