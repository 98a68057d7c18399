import { describe, expect, it } from '@jest/globals';
import document from '../../openapi.json' with { type: 'json' };
import { asJson, operations } from '#contract-testing';
import { useApp } from '../support/app.js';

/* A field of a wrong type is told so first, whatever else its rules are: a row for each field of each body. */

const api = useApp();

interface Schema {
  $ref?: string;
  allOf?: Schema[];
  type?: string | string[];
  properties?: Record<string, Schema>;
}

/** What is sent in place of each type, and what the response says of it. */
const WRONG: Record<string, [value: unknown, detail: string]> = {
  string: [['x'], 'must be a string'],
  array: ['x', 'must be an array'],
  object: [['x'], 'must be an object'],
};

const SCHEMAS = document.components.schemas as Record<string, Schema>;

function resolve({ $ref, allOf, ...schema }: Schema): Schema {
  if (allOf) return resolve(allOf[0]);
  return $ref ? resolve(SCHEMAS[$ref.replace('#/components/schemas/', '')]) : schema;
}

/** A body with one wrong field, and the pointer to it, for each field of a schema. */
function listFields(schema: Schema): [pointer: string, body: object, detail: string][] {
  return Object.entries(resolve(schema).properties ?? {}).flatMap(([name, property]) => {
    const [value, detail] = WRONG[String([resolve(property).type].flat()[0])];
    const nested = listFields(property).map(([pointer, body, text]): [string, object, string] => [
      `/${name}${pointer}`,
      { [name]: body },
      text,
    ]);
    return [[`/${name}`, { [name]: value }, detail], ...nested];
  });
}

type Paths = Record<string, Record<string, { requestBody: { content: object } }>>;

function getBodySchema(template: string, method: string): Schema {
  const { content } = (document.paths as unknown as Paths)[template][method].requestBody;
  return (Object.values(content) as { schema: Schema }[])[0].schema;
}

const BODIES = operations(document)
  .filter(({ body }) => body !== undefined)
  .map(({ method, template, path }) => ({
    method,
    template,
    path,
    fields: listFields(getBodySchema(template, method.toLowerCase())),
  }));

describe.each(BODIES)('$method $template', ({ method, path, fields }) => {
  it.each(fields)('422 at #%s: %j', async (pointer, json, detail) => {
    const headers = { 'If-Match': '*' };
    const { status, body } = await api.send<{ errors: object[] }>(
      method,
      path,
      asJson(json, headers),
    );
    expect(status).toBe(422);
    expect(body.errors).toContainEqual({ pointer: `#${pointer}`, detail });
  });
});
