import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, getSchemaPath, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProblemDto } from './http/api-problems.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

type MediaType = { schema?: Schema; example?: unknown; examples?: unknown };
type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Schemas[string];
type SchemaObject = Exclude<Schema, { $ref: string }>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const REQUEST_ID_HEADER = {
  description: 'The id of the request: the one the client sent in this header, or one of ours.',
  required: true,
  schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,128}$' },
  example: '0e3b5c1e-7d0f-4b5e-9f43-6a8f6d2b1c9a',
} as const;

/**
 * Describes the API. What an operation answers is said by the decorators above its handler; what
 * every operation has in common is added here.
 */
export function buildDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Response codes')
    .setDescription('A shop of items and users whose every response code is documented and tested.')
    .setVersion('1.0.0')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [ProblemDto],
    operationIdFactory: operationId,
  });
  const components = (document.components ??= {});
  const schemas = (components.schemas ??= {});
  components.headers = { RequestId: REQUEST_ID_HEADER };
  components.responses = { Problem: UNEXPECTED };
  for (const { requestBody, responses } of operations(document)) {
    for (const { schema } of media(requestBody)) closeObjects(schema, schemas);
    for (const response of Object.values(responses)) {
      if (!response || '$ref' in response) continue;
      response.headers = { ...response.headers, 'X-Request-Id': { $ref: REQUEST_ID } };
    }
    for (const content of [requestBody, ...Object.values(responses)].flatMap(media)) {
      if (!content.examples) content.example = exampleOf(content.schema, schemas);
    }
    responses.default = { $ref: '#/components/responses/Problem' };
  }
  return document;
}

const REQUEST_ID = '#/components/headers/RequestId';

/** What an operation may answer beyond its own codes, as any server may: a 500, say. */
const UNEXPECTED = {
  description: 'Any other problem.',
  headers: { 'X-Request-Id': { $ref: REQUEST_ID } },
  content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
};

/** `ItemsController`, `findAll` → `itemsFindAll`: what a generated client calls the operation. */
function operationId(controller: string, method: string): string {
  const resource = controller.replace('Controller', '');
  return resource[0].toLowerCase() + resource.slice(1) + method[0].toUpperCase() + method.slice(1);
}

function operations({ paths }: OpenAPIObject): Operation[] {
  return Object.values(paths).flatMap((path) => METHODS.flatMap((method) => path[method] ?? []));
}

/** The media types of a request or a response. */
function media(body: Operation['requestBody'] | Operation['responses'][string]): MediaType[] {
  return body && 'content' in body ? Object.values(body.content ?? {}) : [];
}

/** A member that a request DTO does not declare is a 422, and so the document says. */
function closeObjects(schema: Schema | undefined, schemas: Schemas): void {
  const resolved = resolve(schema, schemas);
  if (resolved?.type !== 'object') return;
  resolved.additionalProperties = false;
  for (const property of Object.values(resolved.properties ?? {})) closeObjects(property, schemas);
}

/** An example of a whole, made of the examples of its parts. */
function exampleOf(schema: Schema | undefined, schemas: Schemas): unknown {
  const resolved = resolve(schema, schemas) ?? {};
  if (resolved.example !== undefined) return resolved.example;
  const { type, properties, items, enum: words } = resolved;
  if (type === 'array') return [exampleOf(items, schemas)];
  if (type !== 'object') return words?.[0];
  const members = Object.entries(properties ?? {});
  return Object.fromEntries(members.map(([name, member]) => [name, exampleOf(member, schemas)]));
}

function resolve(schema: Schema | undefined, schemas: Schemas): SchemaObject | undefined {
  if (!schema || !('$ref' in schema)) return schema;
  return resolve(schemas[schema.$ref.replace('#/components/schemas/', '')], schemas);
}
