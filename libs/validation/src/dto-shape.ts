import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, ValidationTypes } from 'class-validator';

/** What a DTO class declares: the properties that have a rule of class-validator. */
export interface DtoShape {
  names: ReadonlySet<string>;
  /** Those with `@ValidateNested()` and `@Type()`. */
  nested: ReadonlyMap<string, NestedDto>;
}

export interface NestedDto {
  type: Type<object>;
  isArray: boolean;
  isRequired: boolean;
}

const shapes = new WeakMap<Type, DtoShape>();

/** Read from class-validator's metadata once for each class. */
export function getDtoShape(type: Type<object>): DtoShape {
  let shape = shapes.get(type);
  if (!shape) shapes.set(type, (shape = readDtoShape(type)));
  return shape;
}

function readDtoShape(type: Type<object>): DtoShape {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', true, false);
  const having = (rule: string): Set<string> =>
    new Set(
      rules.filter((metadata) => metadata.type === rule).map((metadata) => metadata.propertyName),
    );
  const conditional = having(ValidationTypes.CONDITIONAL_VALIDATION);
  const nested = new Map<string, NestedDto>();
  for (const name of having(ValidationTypes.NESTED_VALIDATION)) {
    const dto = plainToInstance(type, { [name]: {} }) as Record<string, object>;
    const nestedType = dto[name].constructor as Type<object>;
    // With a discriminator, the class that `@Type()` names depends on the value, and is not known here.
    if (nestedType === Object) continue;
    nested.set(name, {
      type: nestedType,
      isArray: Reflect.getMetadata('design:type', type.prototype as object, name) === Array,
      isRequired: !conditional.has(name),
    });
  }
  return { names: new Set(rules.map(({ propertyName }) => propertyName)), nested };
}
