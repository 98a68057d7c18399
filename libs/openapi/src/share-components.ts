import type { OpenAPIObject } from '@nestjs/swagger';
import {
  type DocumentedOperation,
  getContent,
  listOperations,
  type ResponseObject,
  type SchemaObject,
} from './document-parts.js';

type Reference = { $ref: string };

/** A part of an operation that other operations may repeat. */
interface Part {
  name: string;
  value: object;
  /** The path of the operation, with the examples of its parameters. */
  path: string;
  replace: (reference: Reference) => void;
}

/** What may repeat, in this order: the headers of shared responses are shared with them. */
const LISTS = {
  responses: listProblemResponses,
  headers: listHeaders,
  parameters: listHeaderParameters,
};

/** Gives what several operations repeat, and each problem response, a name in `components`, and refers to it. */
export function shareComponents(document: OpenAPIObject): void {
  const operations = listOperations(document);
  for (const [kind, list] of Object.entries(LISTS)) {
    const groups = groupByEquality(operations.flatMap(list));
    groups.forEach(addInstances);
    document.components = { ...document.components, [kind]: share(groups, kind) };
  }
  const { schemas } = document.components as { schemas: Record<string, object> };
  unwrapReferences(schemas);
  const parameters = operations.flatMap(({ operation }) => operation.parameters ?? []);
  const texts = [
    ...listTexts(schemas),
    ...parameters.flatMap((parameter) =>
      'name' in parameter ? listTexts(parameter, parameter.name) : [],
    ),
  ];
  Object.assign(schemas, share(groupByEquality(texts), 'schemas'));
}

function groupByEquality(parts: readonly Part[]): Part[][] {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const key = part.name + JSON.stringify(part.value);
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  return [...groups.values()];
}

/** Of parts that have one name and differ, the one that repeats most gets the name; others stay where they are. */
function share(groups: readonly Part[][], kind: string): Record<string, object> {
  const shared: Record<string, object> = {};
  for (const group of groups.toSorted((a, b) => b.length - a.length)) {
    const [{ name, value }] = group;
    if ((group.length === 1 && kind !== 'responses') || name in shared) continue;
    shared[name] = value;
    for (const { replace } of group) replace({ $ref: `#/components/${kind}/${name}` });
  }
  return shared;
}

/** An example names its `instance` where it has only one. */
function addInstances(group: readonly Part[]): void {
  const [instance, ...others] = new Set(group.map(({ path }) => path));
  if (others.length > 0) return;
  for (const { value } of group) {
    for (const { value: problem } of Object.values(getProblemExamples(value as ResponseObject))) {
      problem.instance = instance;
    }
  }
}

function listProblemResponses({ operation: { responses }, path }: DocumentedOperation): Part[] {
  return Object.entries(responses).flatMap(([status, response]) => {
    if (!response || '$ref' in response) return [];
    const name = Object.keys(getProblemExamples(response)).map(toPascalCase).join('Or');
    if (name === '') return [];
    const replace = (reference: Reference): void => void (responses[status] = reference);
    return [{ name, value: response, path, replace }];
  });
}

function listHeaders({ operation: { responses }, path }: DocumentedOperation): Part[] {
  return Object.values(responses).flatMap((response) => {
    if (!response || '$ref' in response) return [];
    const headers = (response.headers ?? {}) as Record<string, object>;
    return Object.entries(headers).map(([name, value]) => ({
      name,
      value,
      path,
      replace: (reference: Reference) => void (headers[name] = reference),
    }));
  });
}

function listHeaderParameters({
  operation: { parameters = [] },
  path,
}: DocumentedOperation): Part[] {
  return parameters.flatMap((parameter, index) => {
    if ('$ref' in parameter || parameter.in !== 'header') return [];
    const replace = (reference: Reference): void => void (parameters[index] = reference);
    return [{ name: parameter.name, value: parameter, path, replace }];
  });
}

/** Shorter ones may repeat. */
const LONG_PATTERN = 100;

/** The texts with a long pattern. Their schema has all rules; a description and an example stay beside the `$ref`. */
function listTexts(value: unknown, name = ''): Part[] {
  if (typeof value !== 'object' || value === null) return [];
  const schema = value as SchemaObject;
  const { type, minLength, maxLength, pattern = '' } = schema;
  if (type === 'string' && pattern.length > LONG_PATTERN) {
    const replace = (reference: Reference): void => {
      for (const keyword of ['type', 'minLength', 'maxLength', 'pattern'] as const)
        delete schema[keyword];
      Object.assign(schema, reference);
    };
    const rules = { type, minLength, maxLength, pattern };
    return [{ name: toPascalCase(name), value: rules, path: '', replace }];
  }
  return Object.entries(schema).flatMap(([key, member]) => {
    if (key === 'items') return listTexts(member, name.replace(/s$/, ''));
    return listTexts(member, key === 'schema' ? name : key);
  });
}

/** Swagger puts the `$ref` of a property with a description into an `allOf`, which OpenAPI 3.1 does not need. */
function unwrapReferences(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.values(value).forEach(unwrapReferences);
  const schema = value as SchemaObject;
  const [base, ...others] = schema.allOf ?? [];
  if (!base || !('$ref' in base) || others.length > 0) return;
  delete schema.allOf;
  Object.assign(schema, base);
}

function getProblemExamples(
  response: ResponseObject,
): Record<string, { value: { instance?: string } }> {
  const { examples = {} } = getContent(response)['application/problem+json'] ?? {};
  return examples as ReturnType<typeof getProblemExamples>;
}

/** `name-taken` → `NameTaken` */
function toPascalCase(slug: string): string {
  return slug.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
