import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { RATE_LIMIT_HEADERS } from '#strict-http';
import { ApiDocument, type DocumentedResponse, getProblemTypes } from './api-document.js';
import type { Client, Exchange } from './client.js';
import { checkRules, type Rule } from './http-rules.js';
import { forbidUnknownProperties, toPointer } from './schema.js';

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
  /** Matches the paths of pages for browsers, which no document has: `/docs` and below by default. */
  pagePaths?: RegExp;
  /** Matches a 422 for what JSON Schema cannot say, so that the document may allow such a body. */
  beyondSchema?: RegExp;
}

/**
 * Compares every response with the OpenAPI document that the service itself serves.
 * An undocumented response fails the test that caused it, at once.
 * `contract-reporter.ts` checks the other direction at the end of the run.
 */
export class Contract {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
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
    const violations = [
      ...(await this.checkRules(exchange, client)),
      ...this.findViolations(exchange),
    ];
    if (violations.length > 0) {
      throw new Error(
        `${method} ${path} → ${response.status}\n- ${violations.join('\n- ')}\n${response.text.slice(0, 2000)}`,
      );
    }
  }

  private findViolations(exchange: Exchange): string[] {
    const { path, response } = exchange;
    const type = getProblemType(response);
    if (SERVER_LEVEL_PROBLEMS.includes(type)) return this.checkProblem(response);
    const isHead = exchange.method === 'HEAD';
    const method = isHead ? 'GET' : exchange.method;
    const template = this.document.findTemplate(path.split('?', 1)[0]);
    if (template === undefined || !this.document.findOperation(method, template)) {
      return this.checkWithoutOperation(exchange, template);
    }
    if (!isHead) record('seen', [method, template, String(response.status), type]);
    const documented = this.document.findResponse(method, template, response.status);
    if (!documented) return [`${method} ${template} does not document ${response.status}`];
    return [
      ...this.checkHeaders(documented, response),
      ...(isHead ? [] : this.checkContent(documented, response)),
      ...this.checkRequestBody(method, template, exchange),
    ];
  }

  /** A response that precedes the operations has the schema of every problem. */
  private checkProblem({ body }: HttpResponse): string[] {
    if (body === undefined) return [];
    return this.ajv.validate({ $ref: 'openapi#/components/schemas/Problem' }, body)
      ? []
      : [this.explainErrors()];
  }

  private checkWithoutOperation({ method, path, response }: Exchange, template?: string): string[] {
    const { pagePaths = /^\/docs(?:\/|$)/ } = this.options;
    if (pagePaths.test(path)) return [];
    const expected = template === undefined ? 404 : method === 'OPTIONS' ? 204 : 405;
    return response.status === expected
      ? []
      : [`is not documented, and therefore should be a ${expected}`];
  }

  private checkHeaders(documented: DocumentedResponse, { headers }: HttpResponse): string[] {
    const documentedHeaders = Object.entries(documented.response.headers ?? {});
    const known = [
      ...UNDOCUMENTED_HEADERS,
      ...documentedHeaders.map(([name]) => name.toLowerCase()),
    ];
    const unknown = Object.keys(headers).filter((name) => !known.includes(name));
    return [
      ...unknown.map((name) => `has an undocumented header ${name}`),
      ...documentedHeaders.flatMap(([name, header]) => {
        const value = headers[name.toLowerCase()];
        const { required, schema } = this.document.resolve(header);
        if (value === undefined) return required ? [`lacks the documented header ${name}`] : [];
        return this.ajv.validate(schema ?? {}, value) ? [] : [`${name}: ${this.explainErrors()}`];
      }),
    ];
  }

  private checkContent(documented: DocumentedResponse, response: HttpResponse): string[] {
    const problemTypes = getProblemTypes(documented.response);
    if (problemTypes && !problemTypes.includes(getProblemType(response))) {
      return [`is a ${getProblemType(response)} where ${problemTypes.join(' or ')} is documented`];
    }
    const mediaTypes = Object.keys(documented.response.content ?? {});
    const mediaType = response.headers['content-type']?.split(';', 1)[0];
    if (mediaTypes.length === 0) {
      return response.text === '' ? [] : ['has content where none is documented'];
    }
    if (!mediaType || !mediaTypes.includes(mediaType)) {
      return [`is ${mediaType ?? 'of no type'} where ${mediaTypes.join(' or ')} is documented`];
    }
    const $ref = `openapi#${documented.at}${toPointer('content', mediaType, 'schema')}`;
    return this.ajv.validate({ $ref }, response.body ?? response.text)
      ? []
      : [this.explainErrors()];
  }

  /** The document must allow every request body that the service accepts, and no other. */
  private checkRequestBody(
    method: string,
    template: string,
    { options, response }: Exchange,
  ): string[] {
    const operation = this.document.findOperation(method, template);
    const { status } = response;
    if (!operation?.requestBody || (status >= 300 && status !== 422)) return [];
    const mediaType = String(options.headers?.['Content-Type']).split(';', 1)[0].toLowerCase();
    // What JSON Schema does not describe.
    if (!/[/+]json$/.test(mediaType)) return [];
    const at = toPointer(
      'paths',
      template,
      method.toLowerCase(),
      'requestBody',
      'content',
      mediaType,
    );
    const isAllowed = this.ajv.validate(
      { $ref: `openapi#${at}/schema` },
      JSON.parse(String(options.body)),
    );
    if (status === 422) {
      return isAllowed && !this.isBeyondSchema(response)
        ? ['refuses a body that is documented']
        : [];
    }
    return isAllowed ? [] : [`accepts a body that is not documented: ${this.explainErrors()}`];
  }

  private isBeyondSchema({ text }: HttpResponse): boolean {
    return text.includes('half a surrogate pair') || !!this.options.beyondSchema?.test(text);
  }

  private explainErrors(): string {
    const { errors } = this.ajv;
    const names = errors
      ?.map(({ params }) => String(params.additionalProperty ?? ''))
      .filter(Boolean);
    return [this.ajv.errorsText(errors), ...new Set(names)].join(', ');
  }
}

type HttpResponse = Exchange['response'];

/** The problem type of a response, or '' when it is not a problem. */
function getProblemType({ status, body }: HttpResponse): string {
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
