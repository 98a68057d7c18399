import type { OpenAPIObject } from '@nestjs/swagger';
import { BODY_LIMIT } from '#strict-http';
import { type Client, type HttpResponse, type RequestOptions } from './client.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type ReferenceObject = { $ref: string };
type ResponseObject = Exclude<NonNullable<Operation['responses'][string]>, ReferenceObject>;

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
  /** The largest body, where the document says so. */
  bodyBytes: number | undefined;
  responses: Record<string, DocumentedResponse>;
  /** What a first request gets: 201 where it is documented, otherwise the lowest status. */
  success: number;
  /** Whether a token is required (true) or optional (false); undefined when tokens are ignored. */
  needsToken: boolean | undefined;
}

interface DocumentedResponse {
  $ref?: string;
  description?: string;
  content?: Record<string, { example?: unknown; examples?: unknown }>;
}

interface OperationObject {
  parameters?: { in: string; name: string; required?: boolean; schema: { example?: string } }[];
  requestBody?: { content: Record<string, { example?: unknown }> };
  responses: Record<string, DocumentedResponse>;
  security?: object[];
  [BODY_LIMIT]?: number;
}

/**
 * All operations of a document, in an order in which their examples succeed: what one refers to was created before,
 * and nothing is deleted that another one needs.
 */
export function operations({ paths }: { paths: object }): DocumentedOperation[] {
  const all = Object.entries(paths as Record<string, Record<string, OperationObject>>).flatMap(
    ([template, item]) =>
      Object.entries(item).map(([method, operation]) => toOperation(method, template, operation)),
  );
  const creations = all.filter(({ success }) => success === 201);
  const deletions = all.filter(({ method }) => method === 'DELETE');
  const others = all.filter(({ method, success }) => success !== 201 && method !== 'DELETE');
  return [...creations, ...others, ...deletions.reverse()];
}

function toOperation(
  method: string,
  template: string,
  { parameters = [], requestBody, responses, security = [], ...operation }: OperationObject,
): DocumentedOperation {
  const required = parameters.filter((parameter) => parameter.required);
  const examples = (place: string): Record<string, string> =>
    Object.fromEntries(
      required
        .filter((parameter) => parameter.in === place)
        .map(({ name, schema }) => [name, String(schema.example)]),
    );
  // A requirement `{}` beside `{ bearer: [] }` makes the token optional.
  const isBearer = security.map((requirement) => 'bearer' in requirement);
  return {
    method: method.toUpperCase(),
    template,
    path: template.replaceAll(/\{(.+?)\}/g, (_, name: string) => examples('path')[name]),
    headers: examples('header'),
    mediaTypes: Object.keys(requestBody?.content ?? {}),
    body: Object.values(requestBody?.content ?? {})[0]?.example,
    bodyBytes: operation[BODY_LIMIT],
    responses,
    success: '201' in responses ? 201 : Number(Object.keys(responses)[0]),
    needsToken: isBearer.includes(true) ? !isBearer.includes(false) : undefined,
  };
}

/** Creates what the examples of a GET refer to, where a PUT with the same example creates it. */
export async function createExamples(client: Client, document: { paths: object }): Promise<void> {
  const puts = operations(document).filter(({ method }) => method === 'PUT');
  for (const put of puts) if (put.success === 201) await sendExample(client, put);
}

/** Sends an operation with its examples. */
export function sendExample(
  client: Client,
  { method, path, mediaTypes: [type], body, headers: required }: DocumentedOperation,
  additional: RequestOptions['headers'] = {},
): Promise<HttpResponse> {
  const headers = { ...required, ...additional };
  if (type === undefined) return client.send(method, path, { headers });
  return client.send(method, path, {
    headers: { 'Content-Type': type, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Looks up requests and responses in an OpenAPI document. */
export class ApiDocument {
  constructor(readonly root: OpenAPIObject) {}

  /** The path template that matches the path of a request: `/items/0` → `/items/{id}`. */
  findTemplate(path: string): string | undefined {
    // The template with the fewest variables wins: /users/me before /users/{id}.
    const [template] = Object.keys(this.root.paths)
      .filter((candidate) => matchesTemplate(candidate, path))
      .sort((a, b) => a.split('{').length - b.split('{').length);
    return template;
  }

  findOperation(method: string, template: string): Operation | undefined {
    const item = this.root.paths[template] as Record<string, Operation | undefined>;
    return item[method.toLowerCase()];
  }

  /** Every documented response as method, path, status and, for an error, problem type. */
  get documentedResponses(): string[][] {
    return operations(this.root).flatMap(({ method, template, responses }) =>
      Object.entries(responses).flatMap(([status, response]) =>
        (getProblemTypes(this.resolve(response as ResponseObject)) ?? ['']).map((type) => [
          method,
          template,
          status,
          type,
        ]),
      ),
    );
  }

  resolve<T extends object>(value: T | ReferenceObject | undefined): T {
    if (!value || !('$ref' in value)) return value as T;
    const names = value.$ref.split('/').slice(1);
    return names.reduce(
      (node: unknown, name) => (node as Record<string, unknown>)[name],
      this.root,
    ) as T;
  }
}

/** The problem types of an error response: the names of its examples. */
export function getProblemTypes({ content }: ResponseObject): string[] | undefined {
  const problem = content?.['application/problem+json'];
  return problem && Object.keys(problem.examples ?? {});
}

/** Whether a path matches a template such as `/items/{id}`. */
function matchesTemplate(template: string, path: string): boolean {
  const pattern = template
    .replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replaceAll(/\{[^}]+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(path);
}

/** A copy in which every object schema forbids properties that it does not name. */
export function forbidUnknownProperties<T>(node: T): T {
  if (Array.isArray(node)) return node.map(forbidUnknownProperties) as T;
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(
    Object.entries(node).map(([name, value]) => [name, forbidUnknownProperties(value)]),
  );
  return { ...('properties' in copy && { additionalProperties: false }), ...copy } as T;
}

/** A JSON pointer as a URI fragment (RFC 6901 §6). */
export function toPointer(...names: string[]): string {
  return names
    .map((name) => `/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    .join('');
}
