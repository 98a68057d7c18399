import type { Schema, SchemaObject, Schemas } from './document-types.js';

/** Documents that a member that the DTO of a request does not declare is a 422. */
export function forbidAdditionalProperties(schema: Schema | undefined, schemas: Schemas): void {
  const resolved = resolve(schema, schemas);
  if (resolved?.type !== 'object') return;
  resolved.additionalProperties = false;
  for (const property of Object.values(resolved.properties ?? {})) {
    forbidAdditionalProperties(property, schemas);
  }
}

/** An example of the whole, composed of the examples of its parts. */
export function createExample(schema: Schema | undefined, schemas: Schemas): unknown {
  const resolved = resolve(schema, schemas) ?? {};
  if (resolved.example !== undefined) return resolved.example;
  const { type, properties, items, enum: values, anyOf } = resolved;
  if (anyOf) return createExample(anyOf[0], schemas);
  if (type === 'array') return [createExample(items, schemas)];
  if (type !== 'object') return (values as unknown[] | undefined)?.[0];
  const examples = Object.entries(properties ?? {}).map(([name, property]) => [
    name,
    createExample(property, schemas),
  ]);
  return Object.fromEntries(examples) as object;
}

/** Follows `$ref`, and `allOf`, where swagger puts the `$ref` of a property with a description. */
function resolve(schema: Schema | undefined, schemas: Schemas): SchemaObject | undefined {
  if (!schema) return undefined;
  if ('$ref' in schema) {
    return resolve(schemas[schema.$ref.replace('#/components/schemas/', '')], schemas);
  }
  return schema.example === undefined && schema.allOf ? resolve(schema.allOf[0], schemas) : schema;
}
