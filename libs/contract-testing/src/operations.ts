import type { Client, HttpResponse } from './client.js';

/** An operation of the document, and a valid request for it. */
export interface DocumentedOperation {
  method: string;
  template: string;
  /** The template, filled with the example of each parameter. */
  path: string;
  /** The examples of the required headers. */
  headers: Record<string, string>;
  /** What the body may be; empty when the operation has no body. */
  mediaTypes: string[];
  /** The example of the first of these. */
  body: unknown;
  responses: Record<string, DocumentedResponse>;
  /** What a first request gets: 201 where it is documented, otherwise the lowest status. */
  success: number;
  /** Whether a token is required (true) or optional (false); undefined when tokens are ignored. */
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

/** All operations of a document, in its order. */
export function operations({ paths }: { paths: object }): DocumentedOperation[] {
  return Object.entries(paths as Record<string, Record<string, OperationObject>>).flatMap(
    ([template, item]) =>
      Object.entries(item).map(
        ([method, { parameters = [], requestBody, responses, security = [] }]) => ({
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
          mediaTypes: Object.keys(requestBody?.content ?? {}),
          body: Object.values(requestBody?.content ?? {})[0]?.example,
          responses,
          success: '201' in responses ? 201 : Number(Object.keys(responses)[0]),
          needsToken: requiresToken(security),
        }),
      ),
  );
}

/** A requirement `{}` beside `{ bearer: [] }` makes the token optional. */
function requiresToken(security: object[]): boolean | undefined {
  const isBearer = security.map((requirement) => 'bearer' in requirement);
  return isBearer.includes(true) ? !isBearer.includes(false) : undefined;
}

/** Creates what the examples of a GET refer to, where a PUT with the same example creates it. */
export async function createExamples(client: Client, document: { paths: object }): Promise<void> {
  for (const operation of operations(document)) {
    const isCreation = operation.method === 'PUT' && operation.success === 201;
    if (isCreation) await sendExample(client, operation);
  }
}

/** Sends an operation with its examples. */
export function sendExample(
  client: Client,
  { method, path, mediaTypes: [type], body, headers: required }: DocumentedOperation,
  additional: object = {},
): Promise<HttpResponse> {
  const headers = { ...required, ...additional };
  if (type === undefined) return client.send(method, path, { headers });
  return client.send(method, path, {
    headers: { 'Content-Type': type, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}
