import { createCursor } from '#pagination';
import {
  type DocumentedOperation,
  getContent,
  getPathExamples,
  resolveSchema,
  type ResponseObject,
  type Schema,
  type Schemas,
} from './document-parts.js';

type Members = Record<string, unknown>;

/**
 * Completes the examples of an operation. Those of bodies are composed of the examples of their fields, and a
 * response repeats what the request sent, as the service does.
 */
export function addExamples(documented: DocumentedOperation, schemas: Schemas): void {
  const { operation } = documented;
  const inPath = getPathExamples(operation);
  let sent: Members = inPath;
  for (const content of Object.values(getContent(operation.requestBody))) {
    const body = createExample(content.schema, schemas);
    if (!isObject(body)) {
      content.example ??= body;
      // It need not stand in the document twice.
      Reflect.deleteProperty(content.schema ?? {}, 'example');
      continue;
    }
    // What the path says, the body need not repeat.
    const members = Object.entries(body).filter(([name]) => !(name in inPath));
    content.example = Object.fromEntries(members);
    sent = { ...inPath, ...(content.example as Members) };
  }
  for (const response of Object.values(operation.responses)) {
    if (!response || '$ref' in response) continue;
    for (const content of Object.values(getContent(response))) {
      if (content.examples) continue;
      const composed = repeatMembers(createExample(content.schema, schemas), sent);
      // The decorator of a response may say what this response alone has.
      content.example = repeatMembers(composed, (content.example ?? {}) as Members);
    }
    addHeaderExamples(response, documented);
  }
}

/** An example of the whole, composed of the examples of its parts. */
function createExample(schema: Schema | undefined, schemas: Schemas): unknown {
  const resolved = resolveSchema(schema, schemas) ?? {};
  if (resolved.example !== undefined) return resolved.example;
  const { type, properties, items, enum: values, anyOf } = resolved;
  if (anyOf) return createExample(anyOf[0], schemas);
  if (type === 'array') return [createExample(items, schemas)];
  if (type !== 'object') return (values as unknown[] | undefined)?.[0];
  const examples = Object.entries(properties ?? {}).map(([name, property]) => [
    name,
    createExample(property, schemas),
  ]);
  return Object.fromEntries(examples) as object;
}

/** The example with the values that `members` has for its own members, at any depth but in lists. */
function repeatMembers(example: unknown, members: Members): unknown {
  if (!isObject(example)) return example;
  const entries = Object.entries(example).map(([name, value]) => {
    const member = members[name];
    if (!isObject(value)) return [name, member ?? value];
    return [name, repeatMembers(value, isObject(member) ? member : members)];
  });
  return Object.fromEntries(entries) as object;
}

/** Those that are URLs: of what the response contains, or of the next page. */
function addHeaderExamples(response: ResponseObject, documented: DocumentedOperation): void {
  const { path, template, operation } = documented;
  const headers = (response.headers ?? {}) as Record<string, object>;
  const id = findLastId(getContent(response)['application/json']?.example) ?? '';
  if (headers.Location) {
    const example = path === template ? `${path}/${id}` : path;
    headers.Location = { example, ...headers.Location };
  }
  if (headers.Link) {
    const url = template.replaceAll(/\{(\w+)\}/g, ':$1');
    const params = getPathExamples(operation);
    const cursor = createCursor(id, { path: url, params, query: {} });
    headers.Link = { example: `<${path}?cursor=${cursor}>; rel="next"`, ...headers.Link };
  }
}

/** The id in an example, or that of the last entry of its list. */
function findLastId(example: unknown): string | undefined {
  if (!isObject(example)) return undefined;
  if (typeof example.id === 'string') return example.id;
  const values = Object.values(example).map((value): unknown =>
    Array.isArray(value) ? value.at(-1) : value,
  );
  return values.map(findLastId).find((id) => id !== undefined);
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
