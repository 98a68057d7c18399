import type { Schema, SchemaObject, Schemas } from './document-types.js';

/** Documents that a member that the DTO of a request does not declare is a 422. */
export function forbidAdditionalProperties(schema: Schema | undefined, schemas: Schemas): void {
  const resolved = resolveSchema(schema, schemas);
  if (resolved?.type !== 'object') return;
  resolved.additionalProperties = false;
  for (const property of Object.values(resolved.properties ?? {})) {
    forbidAdditionalProperties(property, schemas);
  }
}

/** Follows `$ref`, and `allOf`, where swagger puts the `$ref` of a property with a description. */
export function resolveSchema(
  schema: Schema | undefined,
  schemas: Schemas,
): SchemaObject | undefined {
  if (!schema) return undefined;
  if ('$ref' in schema) {
    return resolveSchema(schemas[schema.$ref.replace('#/components/schemas/', '')], schemas);
  }
  return schema.example === undefined && schema.allOf
    ? resolveSchema(schema.allOf[0], schemas)
    : schema;
}
