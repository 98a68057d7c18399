import { beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import committed from '../../openapi.json' with { type: 'json' };
import { ApiDocument, forbidUnknownProperties, operations, toPointer } from '#contract-testing';
import { useApp } from '../support/app.js';

const api = useApp();
let text: string;
let document: OpenAPIObject;

beforeAll(async () => {
  const response = await api.get<OpenAPIObject>('/openapi.json');
  ({ text, body: document } = response);
});

describe('GET /openapi.json', () => {
  it('200 returns the document', async () => {
    const { status, body, headers } = await api.get('/openapi.json');
    expect(status).toBe(200);
    expect(body.openapi).toBe('3.1.0');
    expect(headers.etag).toBeDefined();
  });

  it('304 when the client has the current version', async () => {
    const { status } = await api.get('/openapi.json', { headers: { 'If-None-Match': '*' } });
    expect(status).toBe(304);
  });

  it('412 when If-Match has another ETag', async () => {
    const headers = { 'If-Match': '"none"' };
    const response = await api.get('/openapi.json', { headers });
    expect(response.status).toBe(412);
    expect(response.headers['cache-control']).toBeUndefined();
  });
});

describe('The document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate({ ...structuredClone(document) })).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('has no numbered name, and no empty part', () => {
    const { headers = {}, parameters = {}, responses = {} } = document.components ?? {};
    const names = Object.keys({ ...headers, ...parameters, ...responses });
    expect(names.filter((name) => /\d$/.test(name))).toEqual([]);
    expect(document.info).not.toHaveProperty('contact');
  });

  it('has at most 3.5 kB for each operation, and so 70 for twenty', () => {
    const limit = 3_500 * operations(document).length;
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
  });

  it('describes itself, each tag, each parameter, each header and each response', () => {
    const undescribed: string[] = [];
    visit(document, (node, path) => {
      const isParameter = 'in' in node && 'schema' in node;
      const isResponse = /\/responses\/\w+$/.test(path) && !('$ref' in node);
      const isHeader = /\/headers\/[\w-]+$/.test(path) && !('$ref' in node);
      const isTag = /^\/tags\/\d+$/.test(path);
      const isDescribed = Boolean(node.description);
      if ((isParameter || isResponse || isHeader || isTag) && !isDescribed) undescribed.push(path);
    });
    expect(undescribed).toEqual([]);
    expect(document.info.description).toContain('Errors');
    expect(document.info.license).toEqual({ name: 'MIT', url: expect.any(String) });
    expect(document.servers).toHaveLength(1);
  });

  it('gives each operation a summary, a description, a tag, a security and a unique id', () => {
    const all = Object.values(document.paths).flatMap((item) => Object.values(item) as Operation[]);
    for (const { summary, description, security, tags } of all) {
      expect({ summary, description, security, tags }).toEqual({
        summary: expect.any(String),
        description: expect.any(String),
        security: expect.any(Array),
        tags: [expect.any(String)],
      });
    }
    expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(all.length);
  });

  it('has no default response, which would excuse any code', () => {
    expect(operations(document).filter(({ responses }) => 'default' in responses)).toEqual([]);
  });

  it('names each error response that two operations share', () => {
    const inline = operations(document).flatMap(({ responses }) =>
      Object.values(responses).filter((response) => hasProblems(response)),
    );
    const names = inline.map(({ content = {} }) => JSON.stringify(content));
    expect(new Set(names).size).toBe(names.length);
  });

  it('has no pattern with look-around, which clients in Go and Rust cannot read', () => {
    expect(text).not.toMatch(/"pattern":"[^"]*\(\?<?[=!]/);
  });
});

describe('The examples', () => {
  it('are there for each JSON content', () => {
    const missing: string[] = [];
    visit(document, (node, path) => {
      if (/\/content\/[^/]*json$/.test(path) && !('example' in node) && !('examples' in node)) {
        missing.push(path);
      }
    });
    expect(missing).toEqual([]);
  });

  it('have the schemas that they stand beside', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema(forbidUnknownProperties(document), 'openapi');
    const invalid: unknown[] = [];
    visit(document, (node, path) => {
      if (!('schema' in node)) return;
      const examples = Object.values((node.examples ?? {}) as Record<string, { value: unknown }>);
      const values = examples.map(({ value }) => value).concat(node.example ?? []);
      for (const value of values) {
        const isValid = ajv.validate({ $ref: `openapi#${path}/schema` }, value);
        if (!isValid) invalid.push([path, value, ajv.errors]);
      }
    });
    expect(invalid).toEqual([]);
  });

  it('are of their own operation', () => {
    const resolver = new ApiDocument(document);
    const foreign = operations(document).flatMap(({ method, path, template, responses }) =>
      Object.entries(responses).flatMap(([status, response]) => {
        const { content = {}, headers = {} } = resolver.resolve<ResponseObject>(response);
        const { examples = {} } = content['application/problem+json'] ?? {};
        const instances = Object.values(examples as Record<string, Example>).map(
          ({ value }) => value.instance ?? path,
        );
        const location = headers.Location?.example ?? path;
        const link = headers.Link?.example ?? `<${path}?`;
        const isOwn =
          instances.every((instance) => instance === path) &&
          location.startsWith(path) &&
          link.startsWith(`<${path}?`);
        return isOwn ? [] : [`${method} ${template} ${status}`];
      }),
    );
    expect(foreign).toEqual([]);
  });

  it('have a cursor that the service takes', async () => {
    const links = [...text.matchAll(/"<([^>"]+)>; rel=\\"next\\""/g)].map(([, link]) => link);
    for (const link of links) expect((await api.get(link)).status).toBe(200);
  });

  describe('sent unchanged, in the order of the document, have the first success', () => {
    it.each(operations(committed))(
      '$success $method $template',
      async ({ method, path, success, body, headers }) => {
        const type = { 'Content-Type': 'application/json' };
        const request =
          body === undefined
            ? { headers }
            : { headers: { ...headers, ...type }, body: JSON.stringify(body) };
        expect((await api.send(method, path, request)).status).toBe(success);
      },
    );
  });
});

type Node = Record<string, unknown>;

interface Operation {
  summary?: string;
  description?: string;
  operationId?: string;
  security?: object[];
  tags?: string[];
}

interface ResponseObject {
  content?: Record<string, { examples?: unknown }>;
  headers?: Record<string, { example?: string }>;
}

interface Example {
  value: { instance?: string };
}

function hasProblems({ content = {} }: ResponseObject): boolean {
  return 'application/problem+json' in content;
}

/** Calls back for each object of the document, with the JSON pointer to it. */
function visit(node: unknown, callback: (node: Node, path: string) => void, path = ''): void {
  if (typeof node !== 'object' || node === null) return;
  callback(node as Node, path);
  for (const [name, value] of Object.entries(node)) {
    visit(value, callback, path + toPointer(name));
  }
}
