import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, ValidationTypes } from 'class-validator';

/** What a DTO class declares: the properties that have a rule of class-validator. */
export interface DtoShape {
  names: ReadonlySet<string>;
  /** Those with `@ValidateNested()` and `@Type()`. */
  nested: ReadonlyMap<string, NestedDto>;
  /** Those with `@Allow({ each: true })`: lists whose entries the handler validates. */
  rawLists: ReadonlySet<string>;
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
  const toNames = (metadata: typeof rules): Set<string> =>
    new Set(metadata.map(({ propertyName }) => propertyName));
  const having = (rule: string): Set<string> => toNames(rules.filter(({ type }) => type === rule));
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
  const raw = rules.filter(({ type, each }) => type === ValidationTypes.WHITELIST && each);
  return { names: toNames(rules), nested, rawLists: toNames(raw) };
}
