import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { InvalidBody } from '#problem-details';
import { RATE_LIMIT_HEADERS } from '#strict-http';
import {
  ApiDocument,
  forbidUnknownProperties,
  getProblemTypes,
  toPointer,
} from './api-document.js';
import type { Client, Exchange, HttpResponse } from './client.js';
import { checkRules, type Rule } from './http-rules.js';

/** Problems that any request may cause before an operation is found: the document's description has them. */
const SERVER_LEVEL_PROBLEMS = [
  'malformed-request',
  'uri-too-long',
  'headers-too-large',
  'not-implemented',
];

/** Headers that any response may have, so that no operation documents them. */
const UNDOCUMENTED_HEADERS = [
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'x-request-id',
  ...RATE_LIMIT_HEADERS.map((name) => name.toLowerCase()),
  // Those of `app.useSecurityHeaders()`.
  'content-security-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'origin-agent-cluster',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
  // Present when CORS is configured.
  'access-control-allow-origin',
  'access-control-expose-headers',
  'vary',
];

export interface ContractOptions {
  /** Whether a full run must see all that the document has, which fixtures need not; true by default. */
  isComplete?: boolean;
  /** Rules for every response, besides those of HTTP. */
  rules?: readonly Rule[];
  /** Headers that any response may have, in lower case, besides those of the libraries: what a middleware adds. */
  headers?: readonly string[];
  /** Matches the paths of pages for browsers, which no document has: `/docs` and below by default. */
  pagePaths?: RegExp;
  /** Matches an `invalid-body` for what JSON Schema cannot say, so that the document may allow such a body. */
  beyondSchema?: RegExp;
}

/**
 * Compares every response with the OpenAPI document that the service itself serves.
 * An undocumented response fails the test that caused it, at once.
 * `contract-reporter.ts` checks the other direction at the end of the run.
 */
export class Contract {
  // The linters check the document against OpenAPI's own schema; here that would cost each file 0.1 s.
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
  private readonly document: ApiDocument;

  constructor(
    root: OpenAPIObject,
    private readonly options: ContractOptions = {},
  ) {
    this.document = new ApiDocument(root);
    addFormats.default(this.ajv);
    this.ajv.addSchema(forbidUnknownProperties(root), 'openapi');
    if (options.isComplete === false) return;
    for (const response of this.document.documentedResponses) record('documented', response);
  }

  /** Fetches /openapi.json, and has the client compare every later response with it. */
  static async fetch(client: Client, options?: ContractOptions): Promise<Contract> {
    const { body } = await client.exchange<OpenAPIObject>('GET', '/openapi.json');
    const contract = new Contract(body, options);
    client.connect(client.origin, contract);
    return contract;
  }

  /** The rules for every response that the exchange breaks. */
  checkRules(exchange: Exchange, client: Client): Promise<string[]> {
    return checkRules(exchange, client, this.options.rules);
  }

  async check(exchange: Exchange, client: Client): Promise<void> {
    const { method, path, response } = exchange;
    const broken = await this.checkRules(exchange, client);
    const violations = [...broken, ...this.compare(exchange)];
    if (violations.length > 0) {
      throw new Error(
        `${method} ${path} → ${response.status}\n- ${violations.join('\n- ')}\n${response.text.slice(0, 2000)}`,
      );
    }
  }

  /** What the document does not say of the exchange. */
  private compare(exchange: Exchange): string[] {
    const { path, response } = exchange;
    const { status } = response;
    const type = getProblemType(response);
    if (SERVER_LEVEL_PROBLEMS.includes(type)) {
      return this.validate('/components/schemas/Problem', response.body);
    }
    const isHead = exchange.method === 'HEAD';
    const method = isHead ? 'GET' : exchange.method;
    const template = this.document.findTemplate(path.split('?', 1)[0]);
    const operation = template && this.document.findOperation(method, template);
    if (!template || !operation) return this.checkWithoutOperation(exchange, template);
    if (!isHead) record('seen', [method, template, String(status), type]);
    const documented = operation.responses[status];
    if (!documented) return [`${method} ${template} does not document ${status}`];
    const at = toPointer('paths', template, method.toLowerCase());
    const responseAt =
      '$ref' in documented ? documented.$ref.slice(1) : at + toPointer('responses', String(status));
    const resolved = this.document.resolve(documented);
    return [
      ...this.checkHeaders(resolved, response),
      ...(isHead ? [] : this.checkContent(resolved, responseAt, response)),
      ...(operation.requestBody ? this.checkRequestBody(`${at}/requestBody`, exchange) : []),
    ];
  }

  private checkWithoutOperation({ method, path, response }: Exchange, template?: string): string[] {
    const { pagePaths = /^\/docs(?:\/|$)/ } = this.options;
    const expected = template === undefined ? 404 : method === 'OPTIONS' ? 204 : 405;
    return response.status === expected || pagePaths.test(path)
      ? []
      : [`is not documented, and therefore should be a ${expected}`];
  }

  private checkHeaders(
    { headers: documented = {} }: ResponseObject,
    { headers }: HttpResponse<unknown>,
  ): string[] {
    const names = Object.keys(documented).map((name) => name.toLowerCase());
    const known = [...UNDOCUMENTED_HEADERS, ...(this.options.headers ?? []), ...names];
    const unknown = Object.keys(headers).filter((name) => !known.includes(name));
    const wrong = Object.entries(documented).flatMap(([name, header]) => {
      const value = headers[name.toLowerCase()];
      const { required, schema = {} } = this.document.resolve(header);
      if (value === undefined) return required ? [`lacks the documented header ${name}`] : [];
      return this.validate(schema, value).map((violation) => `${name}: ${violation}`);
    });
    return [...unknown.map((name) => `has an undocumented header ${name}`), ...wrong];
  }

  private checkContent(
    documented: ResponseObject,
    at: string,
    response: HttpResponse<unknown>,
  ): string[] {
    const type = getProblemType(response);
    const problemTypes = getProblemTypes(documented);
    if (problemTypes && !problemTypes.includes(type)) {
      return [`is a ${type} where ${problemTypes.join(' or ')} is documented`];
    }
    const mediaTypes = Object.keys(documented.content ?? {});
    const [mediaType] = (response.headers['content-type'] ?? 'of no type').split(';', 1);
    if (mediaTypes.length === 0) {
      return response.text === '' ? [] : ['has content where none is documented'];
    }
    if (!mediaTypes.includes(mediaType)) {
      return [`is ${mediaType} where ${mediaTypes.join(' or ')} is documented`];
    }
    return this.validate(
      at + toPointer('content', mediaType, 'schema'),
      response.body ?? response.text,
    );
  }

  /** The document must allow every request body that the service accepts, and no other. */
  private checkRequestBody(at: string, { options, response }: Exchange): string[] {
    const isInvalid = getProblemType(response) === InvalidBody.definition.type;
    // An entry of a 207 may be invalid: its result says so.
    if (response.status === 207 || (response.status >= 300 && !isInvalid)) return [];
    const mediaType = String(options.headers?.['Content-Type']).split(';', 1)[0].toLowerCase();
    // What JSON Schema does not describe.
    if (!/[/+]json$/.test(mediaType)) return [];
    const violations = this.validate(
      at + toPointer('content', mediaType, 'schema'),
      JSON.parse(String(options.body)),
    );
    if (!isInvalid) return violations.map((text) => `accepts an undocumented body: ${text}`);
    const isRefused = violations.length > 0 || this.options.beyondSchema?.test(response.text);
    return isRefused ? [] : ['refuses a body that is documented'];
  }

  /** @param schema a JSON pointer into the document, or a schema */
  private validate(schema: string | object, value: unknown): string[] {
    this.ajv.validate(typeof schema === 'string' ? `openapi#${schema}` : schema, value);
    return (this.ajv.errors ?? []).map(({ instancePath, message, params }) =>
      `data${instancePath} ${message} ${params.additionalProperty ?? ''}`.trim(),
    );
  }
}

type ResponseObject = Parameters<typeof getProblemTypes>[0];

/** The problem type of a response, or '' when it is not a problem. */
function getProblemType({ status, body }: HttpResponse<unknown>): string {
  const { type } = (body ?? {}) as { type?: unknown };
  return status >= 400 && typeof type === 'string' ? type.replace('/problems/', '') : '';
}

/**
 * Records a response such as `GET /items/{id} 404 item-not-found`.
 * Each process writes to its own file, so that any number of workers can record.
 */
function record(kind: 'documented' | 'seen', parts: string[]): void {
  const folder = process.env.CONTRACT_FOLDER;
  const entry = parts.filter(Boolean).join(' ');
  if (folder) appendFileSync(join(folder, `${process.pid}.tsv`), `${kind}\t${entry}\n`);
}
