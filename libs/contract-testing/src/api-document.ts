import type { OpenAPIObject } from '@nestjs/swagger';
import { matchesTemplate, toPointer } from './schema.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type ReferenceObject = { $ref: string };
export type ResponseObject = Exclude<NonNullable<Operation['responses'][string]>, ReferenceObject>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** One response of an operation, and the JSON pointer to it. */
export interface DocumentedResponse {
  response: ResponseObject;
  at: string;
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
    return this.root.paths[template][method.toLowerCase() as (typeof METHODS)[number]];
  }

  findResponse(method: string, template: string, status: number): DocumentedResponse | undefined {
    const response = this.findOperation(method, template)?.responses[status];
    if (!response) return undefined;
    const at = toPointer('paths', template, method.toLowerCase(), 'responses', String(status));
    return {
      response: this.resolve(response),
      at: '$ref' in response ? response.$ref.slice(1) : at,
    };
  }

  /** Every documented response as method, path, status and, for an error, problem type. */
  get documentedResponses(): string[][] {
    return Object.entries(this.root.paths).flatMap(([template, item]) =>
      METHODS.flatMap((method) =>
        Object.entries(item[method]?.responses ?? {}).flatMap(([status, response]) =>
          (getProblemTypes(this.resolve(response)) ?? ['']).map((type) => [
            method.toUpperCase(),
            template,
            status,
            type,
          ]),
        ),
      ),
    );
  }

  resolve<T extends object>(value: T | ReferenceObject | undefined): T {
    if (!value || !('$ref' in value)) return value as T;
    return value.$ref
      .split('/')
      .slice(1)
      .reduce((node: unknown, name) => (node as Record<string, unknown>)[name], this.root) as T;
  }
}

/** The problem types of an error response: the names of its examples. */
export function getProblemTypes({ content }: ResponseObject): string[] | undefined {
  const problem = content?.['application/problem+json'];
  return problem && Object.keys(problem.examples ?? {});
}
