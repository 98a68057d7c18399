import type { OpenAPIObject } from '@nestjs/swagger';

/* The parts of a document, which swagger does not export by name, and how to find them. */

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
export type Responses = Operation['responses'];
export type ResponseObject = Exclude<NonNullable<Responses[string]>, { $ref: string }>;
export type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
export type Schema = Schemas[string];
export type SchemaObject = Exclude<Schema, { $ref: string }>;

type Body = Operation['requestBody'] | Responses[string];
type MediaType = NonNullable<Extract<Body, { content?: unknown }>['content']>[string];

/** What a request or a response may contain, by media type. */
export function getContent(body: Body): Record<string, MediaType> {
  return (body && 'content' in body && body.content) || {};
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

export interface DocumentedOperation {
  method: string;
  /** `/items/{id}` */
  template: string;
  /** With the examples of its parameters: `/items/desk-lamp`. */
  path: string;
  operation: Operation;
}

export function listOperations({ paths }: OpenAPIObject): DocumentedOperation[] {
  return Object.entries(paths).flatMap(([template, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation
        ? [{ method, template, path: fillPath(template, operation), operation }]
        : [];
    }),
  );
}

function fillPath(template: string, operation: Operation): string {
  return Object.entries(getPathExamples(operation)).reduce(
    (path, [name, example]) => path.replace(`{${name}}`, example),
    template,
  );
}

/** The example of each parameter in the path. */
export function getPathExamples({ parameters = [] }: Operation): Record<string, string> {
  const examples: Record<string, string> = {};
  for (const parameter of parameters) {
    if ('$ref' in parameter || parameter.in !== 'path') continue;
    const { schema = {} } = parameter;
    if (!('$ref' in schema)) examples[parameter.name] = String(parameter.example ?? schema.example);
  }
  return examples;
}

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
