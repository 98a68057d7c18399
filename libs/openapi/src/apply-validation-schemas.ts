import type { Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions, DECORATORS } from '@nestjs/swagger';
import { getMetadataStorage, IS_OPTIONAL, MAX, MIN } from 'class-validator';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import { getDtoShape, type RuleSchemas, TEXT_SCHEMA } from '#validation';

/* A rule is written once, as a decorator of class-validator. This adds it to the OpenAPI document. */

/**
 * The name of a static method that swagger calls on each class that it describes, and on the
 * classes that it extends. The compiler plugin of swagger defines it; this project uses none.
 */
const METADATA_FACTORY = '_OPENAPI_METADATA_FACTORY';

const CONVERTERS: RuleSchemas = {
  ...TEXT_SCHEMA,
  // The default ones add the type `number`, also to an integer.
  [MIN]: ({ constraints }) => ({ minimum: constraints[0] as number }),
  [MAX]: ({ constraints }) => ({ maximum: constraints[0] as number }),
};

/** Has swagger describe each DTO by its validation rules. What `@ApiProperty()` says takes precedence. */
export function applyValidationSchemas(): void {
  const { validationMetadatas } = getMetadataStorage() as unknown as {
    validationMetadatas: Map<Type<object>, unknown>;
  };
  for (const type of validationMetadatas.keys()) {
    Object.defineProperty(type, METADATA_FACTORY, { value: applyToClass, configurable: true });
  }
}

/** What `@ApiProperty()` said, by prototype and property, before this added to it. */
const declarations = new Map<object, Map<string, Declaration>>();

type Declaration = Pick<ApiPropertyOptions, 'required'> & { type?: unknown; isArray?: unknown };

function applyToClass(this: Type<object>): object {
  const prototype = this.prototype as object;
  if (declarations.has(prototype)) return {};
  const declared = new Map<string, Declaration>();
  declarations.set(prototype, declared);
  const { properties = {}, required = [] } = targetConstructorToSchema(this, {
    additionalConverters: CONVERTERS,
  });
  for (const [name, schema] of Object.entries(properties)) {
    const declaration = findDeclaration(prototype, name);
    declared.set(name, declaration);
    const options = {
      ...schema,
      nullable: acceptsNull(this, name),
      required: required.includes(name),
      ...declaration,
      ...toType(this, name, schema, declaration),
    };
    ApiProperty(options as ApiPropertyOptions)(prototype, name);
  }
  return {};
}

/** The class's own declaration, or else the one that it inherits. */
function findDeclaration(prototype: object, name: string): Declaration {
  let owner: object | null = prototype;
  for (; owner; owner = Object.getPrototypeOf(owner) as object | null) {
    const declaration =
      declarations.get(owner)?.get(name) ??
      (Reflect.getOwnMetadata(DECORATORS.API_MODEL_PROPERTIES, owner, name) as
        Declaration | undefined);
    if (declaration) return declaration;
  }
  return {};
}

/** `@IsOptional()` accepts null as well. */
function acceptsNull(type: Type<object>, property: string): true | undefined {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', true, false);
  const isOptional = rules.some(
    ({ name, propertyName }) => name === IS_OPTIONAL && propertyName === property,
  );
  return isOptional || undefined;
}

/** Swagger itself uses the type that TypeScript records: `number` for an integer, `Array` for any array. */
function toType(
  type: Type<object>,
  name: string,
  schema: object & { type?: unknown },
  { type: declared, isArray }: Declaration,
): object {
  // A list of DTOs whose entries the handler validates itself.
  if (isArray && typeof declared === 'function') return { type: declared, items: undefined };
  const nested = getDtoShape(type).nested.get(name);
  if (nested) return { ...nested, isRequired: undefined, $ref: undefined, items: undefined };
  return { type: typeof declared === 'string' ? declared : (schema.type ?? declared) };
}
