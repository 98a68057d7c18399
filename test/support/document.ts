import type { OpenAPIObject } from '@nestjs/swagger';
import { matches, pointer } from './schema.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type ReferenceObject = { $ref: string };
export type ResponseObject = Exclude<NonNullable<Operation['responses'][string]>, ReferenceObject>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** One response of an operation, and the JSON pointer to it. */
export interface DocumentedResponse {
  response: ResponseObject;
  at: string;
}

/** An OpenAPI document, to be asked about requests and responses. */
export class ApiDocument {
  constructor(readonly root: OpenAPIObject) {}

  /** The path of the document that a request's is one of: `/items/0` → `/items/{id}`. */
  template(path: string): string | undefined {
    // The one with the fewest variables wins: /users/me before /users/{id}.
    const [template] = Object.keys(this.root.paths)
      .filter((candidate) => matches(candidate, path))
      .sort((a, b) => a.split('{').length - b.split('{').length);
    return template;
  }

  operation(method: string, template: string): Operation | undefined {
    return this.root.paths[template][method.toLowerCase() as (typeof METHODS)[number]];
  }

  response(method: string, template: string, status: number): DocumentedResponse | undefined {
    const response = this.operation(method, template)?.responses[status];
    if (!response) return undefined;
    const at = pointer('paths', template, method.toLowerCase(), 'responses', String(status));
    return {
      response: this.resolve(response),
      at: '$ref' in response ? response.$ref.slice(1) : at,
    };
  }

  /** Every response that is documented, by method, path, status and, of an error, type of problem. */
  get pairs(): string[][] {
    return Object.entries(this.root.paths).flatMap(([template, item]) =>
      METHODS.flatMap((method) =>
        Object.entries(item[method]?.responses ?? {})
          .filter(([status]) => status !== 'default')
          .flatMap(([status, response]) =>
            (problemTypes(this.resolve(response)) ?? ['']).map((type) => [
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

/** The types of problem that a response may be, which are the names of its examples. */
export function problemTypes({ content }: ResponseObject): string[] | undefined {
  const problem = content?.['application/problem+json'];
  return problem && Object.keys(problem.examples ?? {});
}
