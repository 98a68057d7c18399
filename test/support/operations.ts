import type { Answer, Client } from './client.js';

/** An operation of the document, and a request that it takes. */
export interface DocumentedOperation {
  method: string;
  template: string;
  /** The template with the example of each parameter in its place. */
  path: string;
  /** The examples of the headers that are needed. */
  headers: Record<string, string>;
  /** The example of the body, where the operation has one. */
  body: unknown;
  responses: Record<string, DocumentedResponse>;
  /** The lowest of its codes. */
  success: number;
  /** Undefined where no notice is taken of a token. */
  needsToken: boolean | undefined;
}

export interface DocumentedResponse {
  $ref?: string;
  description?: string;
  content?: Record<string, { example?: unknown; examples?: unknown }>;
}

interface OperationObject {
  parameters?: { in: string; name: string; required?: boolean; schema: { example?: string } }[];
  requestBody?: { content: Record<string, { example?: unknown }> };
  responses: Record<string, DocumentedResponse>;
  security?: object[];
}

/** Every operation of a document, in its order. */
export function operations({ paths }: { paths: object }): DocumentedOperation[] {
  return Object.entries(paths as Record<string, Record<string, OperationObject>>).flatMap(
    ([template, item]) =>
      Object.entries(item).map(
        ([method, { parameters = [], requestBody, responses, security }]) => ({
          method: method.toUpperCase(),
          template,
          path: parameters
            .filter((parameter) => parameter.in === 'path')
            .reduce(
              (path, { name, schema }) => path.replace(`{${name}}`, String(schema.example)),
              template,
            ),
          headers: Object.fromEntries(
            parameters
              .filter((parameter) => parameter.in === 'header' && parameter.required)
              .map(({ name, schema }) => [name, String(schema.example)]),
          ),
          body: Object.values(requestBody?.content ?? {})[0]?.example,
          responses,
          success: Number(Object.keys(responses)[0]),
          needsToken: security?.every((requirement) => 'bearer' in requirement),
        }),
      ),
  );
}

/** Sends an operation with its examples. */
export function sendExample(
  client: Client,
  { method, path, body, headers: needed }: DocumentedOperation,
  own: object = {},
): Promise<Answer> {
  const headers = { ...needed, ...own };
  if (body === undefined) return client.send(method, path, { headers });
  const json = { 'Content-Type': 'application/json', ...headers };
  return client.send(method, path, { headers: json, body: JSON.stringify(body) });
}
