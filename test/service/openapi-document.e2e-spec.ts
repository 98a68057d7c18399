import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { HTTP_CODE_METADATA } from '@nestjs/common/constants.js';
import committed from '../../openapi.json' with { type: 'json' };
import { useApp } from '../support/app.js';
import { fillRequests } from '../../scripts/common-requests.mjs';
import {
  cutPart,
  envExample,
  fillMarkdown,
  openapiJson,
  readFiles,
} from '../../scripts/generated.mjs';
import { Config } from '../../src/config/config.js';
import { ENV_VARIABLES } from '../../src/config/env-variable.decorator.js';
import { Authentication } from '../../src/auth/public.decorator.js';
import { UnannotatedModule } from '../support/fixtures.js';
import { findHandlers, getMetadata, type Handler } from '../support/handlers.js';
import {
  ApiDocument,
  type DocumentedOperation,
  forbidUnknownProperties,
  operations,
  sendExample,
  toPointer,
} from '#contract-testing';

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

  describe('sent unchanged, in an order that the data needs, have the first success', () => {
    it.each(operations(committed))('$success $method $template', async (operation) => {
      expect((await sendExample(api, operation)).status).toBe(operation.success);
    });
  });
});

describe('A generated file is up to date (otherwise run npm run openapi)', () => {
  it('openapi.json', async () => {
    expect(await readFile('openapi.json', 'utf8')).toBe(openapiJson(document));
  });

  it('the table of operations, and the code in Markdown files', () => {
    for (const text of Object.values(readFiles(/\.md$/))) {
      expect(fillMarkdown(text, document)).toBe(text);
    }
  });

  it('the common requests of requests.http', async () => {
    const requests = await readFile('requests.http', 'utf8');
    expect(fillRequests(requests, document)).toBe(requests);
  });

  it('.env.example', async () => {
    expect(await readFile('.env.example', 'utf8')).toBe(envExample(ENV_VARIABLES, new Config()));
  });
});

const CONTROLLER = `class NotesController {
  // #region list
  @Get()
  findAll(): Note[] {
    return [];
  }
  // #endregion

  @Get(':id')
  @HttpCode(200)
  async findOne(
    @Param('id') id: string,
  ): Promise<Note> {
    if (!id) {
      throw new NoteNotFound(id);
    }
    return this.notes.findOne(id);
  }
}
`;

describe('A part that Markdown shows', () => {
  it('is the lines of a region', () => {
    expect(cutPart(CONTROLLER, 'list')).toBe('@Get()\nfindAll(): Note[] {\n  return [];\n}');
  });

  it('is a method with its decorators', () => {
    const part = cutPart(CONTROLLER, 'findOne')?.split('\n');
    expect(part).toHaveLength(10);
    expect(part?.[0]).toBe("@Get(':id')");
    expect(part?.at(-1)).toBe('}');
  });

  it('fails when the file does not have it', () => {
    const block = '<!-- cut: src/app.ts#nowhere -->\n```ts\n```\n<!-- /cut -->';
    expect(() => fillMarkdown(block, document)).toThrow('src/app.ts has no');
  });
});

/* The decorators of every handler agree with the document. */

const OPERATIONS = operations(committed);
const HANDLERS = findHandlers();
const DOCUMENTED_HANDLERS = HANDLERS.flatMap((handler) => {
  const operation = findOperation(handler);
  return operation ? [{ ...handler, operation }] : [];
});

function findOperation({ method, path }: Handler): DocumentedOperation | undefined {
  const template = path.replaceAll(/:(\w+)/g, '{$1}');
  return OPERATIONS.find(
    (operation) => operation.method === method && operation.template === template,
  );
}

describe('The handlers', () => {
  it('include one for each operation of the document', () => {
    expect(DOCUMENTED_HANDLERS).toHaveLength(OPERATIONS.length);
  });
});

describe.each(DOCUMENTED_HANDLERS)('$name', ({ handler, controller, operation }) => {
  it('has @HttpCode with its only success code, or no @HttpCode with two', () => {
    const successCodes = Object.keys(operation.responses)
      .map(Number)
      .filter((code) => code < 400 && code !== 304);
    const expected = successCodes.length === 1 ? successCodes[0] : undefined;
    expect(getMetadata(HTTP_CODE_METADATA, handler)).toBe(expected);
  });

  it('has the authentication that the document shows', () => {
    const authentication =
      getMetadata<'none' | 'optional'>(Authentication.KEY, handler) ??
      getMetadata<'none' | 'optional'>(Authentication.KEY, controller);
    const needsToken = { none: undefined, optional: false, required: true };
    expect(operation.needsToken).toBe(needsToken[authentication ?? 'required']);
  });
});

describe('A handler without a decorator for authentication', () => {
  const unannotated = useApp({}, [UnannotatedModule]);

  it('401 without a token, 200 with one', async () => {
    expect((await unannotated.withToken(undefined).exchange('GET', '/unannotated')).status).toBe(
      401,
    );
    expect((await unannotated.exchange('GET', '/unannotated')).status).toBe(200);
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
