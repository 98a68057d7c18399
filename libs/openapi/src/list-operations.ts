import type { OpenAPIObject } from '@nestjs/swagger';
import type { Operation } from './document-types.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

export interface DocumentedOperation {
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
      return operation ? [{ template, path: fillPath(template, operation), operation }] : [];
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
