import type { OpenAPIObject } from '@nestjs/swagger';

/* The parts of a document, which swagger does not export by name. */

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
