import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Schemas[string];
type SchemaObject = Exclude<Schema, { $ref: string }>;

/** A member that a request DTO does not declare is a 422, and so the document says. */
export function closeObjects(schema: Schema | undefined, schemas: Schemas): void {
  const resolved = resolve(schema, schemas);
  if (resolved?.type !== 'object') return;
  resolved.additionalProperties = false;
  for (const property of Object.values(resolved.properties ?? {})) closeObjects(property, schemas);
}

/** An example of a whole, made of the examples of its parts. */
export function exampleOf(schema: Schema | undefined, schemas: Schemas): unknown {
  const resolved = resolve(schema, schemas) ?? {};
  if (resolved.example !== undefined) return resolved.example;
  const { type, properties, items, enum: words, anyOf } = resolved;
  if (anyOf) return exampleOf(anyOf[0], schemas);
  if (type === 'array') return [exampleOf(items, schemas)];
  if (type !== 'object') return words?.[0];
  const members = Object.entries(properties ?? {});
  return Object.fromEntries(members.map(([name, member]) => [name, exampleOf(member, schemas)]));
}

function resolve(schema: Schema | undefined, schemas: Schemas): SchemaObject | undefined {
  if (!schema || !('$ref' in schema)) return schema;
  return resolve(schemas[schema.$ref.replace('#/components/schemas/', '')], schemas);
}
