import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Client, Exchange } from './client.js';
import { ApiDocument, type DocumentedResponse, problemTypes } from './document.js';
import { checkRules, SECURITY_HEADERS } from './http-rules.js';
import { closed, pointer } from './schema.js';

/** What any operation may be answered, and a request that reaches none: `default` in the document. */
const OF_ANY = ['malformed-request', 'uri-too-long', 'headers-too-large', 'not-implemented'];

/** What Node or a rule for all answers brings, and no operation needs to document. */
const UNDOCUMENTED = [
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  ...Object.keys(SECURITY_HEADERS),
  // Where pages of other origins may ask.
  'access-control-allow-origin',
  'access-control-expose-headers',
  'vary',
];

/**
 * Holds every answer of a run against the OpenAPI document that the service itself serves. An
 * answer that the document does not tell of fails the test that caused it, at once.
 * `contract-reporter.mjs` does the converse when the run has ended.
 */
export class Contract {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });

  private constructor(private readonly document: ApiDocument) {
    addFormats.default(this.ajv);
    this.ajv.addSchema(closed(document.root), 'openapi');
    for (const pair of document.pairs) record('documented', pair);
  }

  static async of(client: Client): Promise<Contract> {
    const { body } = await client.exchange<OpenAPIObject>('GET', '/openapi.json');
    return new Contract(new ApiDocument(body));
  }

  async check(exchange: Exchange, client: Client): Promise<void> {
    const { method, path, answer } = exchange;
    const faults = [...(await checkRules(exchange, client)), ...this.faults(exchange)];
    if (faults.length > 0) {
      throw new Error(
        `${method} ${path} → ${answer.status}\n- ${faults.join('\n- ')}\n${answer.text.slice(0, 2000)}`,
      );
    }
  }

  private faults(exchange: Exchange): string[] {
    const { path, answer } = exchange;
    const type = typeOf(answer);
    if (OF_ANY.includes(type)) return [];
    const isHead = exchange.method === 'HEAD';
    const method = isHead ? 'GET' : exchange.method;
    const template = this.document.template(path.split('?', 1)[0]);
    if (template === undefined || !this.document.operation(method, template)) {
      return this.ofNoOperation(exchange, template);
    }
    if (!isHead) record('seen', [method, template, String(answer.status), type]);
    const documented = this.document.response(method, template, answer.status);
    if (!documented) return [`${method} ${template} does not document ${answer.status}`];
    return [
      ...this.faultsOfHeaders(documented, answer),
      ...(isHead ? [] : this.faultsOfContent(documented, answer)),
      ...this.faultsOfRequest(method, template, exchange),
    ];
  }

  private ofNoOperation({ method, path, answer }: Exchange, template?: string): string[] {
    // The files behind the page at /docs are nobody's to call.
    if (path.startsWith('/docs/')) return [];
    const expected = template === undefined ? 404 : method === 'OPTIONS' ? 204 : 405;
    return answer.status === expected
      ? []
      : [`is documented nowhere, and so should be a ${expected}`];
  }

  private faultsOfHeaders({ response }: DocumentedResponse, { headers }: Answer): string[] {
    const documented = Object.entries(response.headers ?? {});
    const known = [...UNDOCUMENTED, ...documented.map(([name]) => name.toLowerCase())];
    const unknown = Object.keys(headers).filter((name) => !known.includes(name));
    return [
      ...unknown.map((name) => `has an undocumented header ${name}`),
      ...documented.flatMap(([name, header]) => {
        const value = headers[name.toLowerCase()];
        const { required, schema } = this.document.resolve(header);
        if (value === undefined) return required ? [`lacks the documented header ${name}`] : [];
        return this.ajv.validate(schema ?? {}, value) ? [] : [`${name}: ${this.explain()}`];
      }),
    ];
  }

  private faultsOfContent({ response, at }: DocumentedResponse, answer: Answer): string[] {
    const types = problemTypes(response);
    if (types && !types.includes(typeOf(answer))) {
      return [`is a ${typeOf(answer)} where ${types.join(' or ')} is documented`];
    }
    const documented = Object.keys(response.content ?? {});
    const type = answer.headers['content-type']?.split(';', 1)[0];
    if (documented.length === 0) {
      return answer.text === '' ? [] : ['has content where none is documented'];
    }
    if (!type || !documented.includes(type)) {
      return [`is ${type ?? 'of no type'} where ${documented.join(' or ')} is documented`];
    }
    const $ref = `openapi#${at}${pointer('content', type, 'schema')}`;
    return this.ajv.validate({ $ref }, answer.body ?? answer.text) ? [] : [this.explain()];
  }

  /** A body that was taken is one that the document allows. */
  private faultsOfRequest(method: string, template: string, { sent, answer }: Exchange): string[] {
    const operation = this.document.operation(method, template);
    if (!operation?.requestBody || answer.status >= 300) return [];
    const type = String(sent.headers?.['Content-Type']).split(';', 1)[0].toLowerCase();
    const at = pointer('paths', template, method.toLowerCase(), 'requestBody', 'content', type);
    const isAllowed = this.ajv.validate(
      { $ref: `openapi#${at}/schema` },
      JSON.parse(String(sent.body)),
    );
    return isAllowed ? [] : [`takes a body that is not documented: ${this.explain()}`];
  }

  private explain(): string {
    const { errors } = this.ajv;
    const names = errors
      ?.map(({ params }) => String(params.additionalProperty ?? ''))
      .filter(Boolean);
    return [this.ajv.errorsText(errors), ...new Set(names)].join(', ');
  }
}

type Answer = Exchange['answer'];

/** The type of problem that an answer is, or ''. */
function typeOf({ body }: Answer): string {
  const { type } = (body ?? {}) as { type?: unknown };
  return typeof type === 'string' ? type.replace('/problems/', '') : '';
}

/**
 * Counts a response, such as `GET /items/{id} 404 item-not-found`, in a file of this process's own,
 * so that any number of workers can record.
 */
function record(kind: 'documented' | 'seen', parts: string[]): void {
  const folder = process.env.CONTRACT_FOLDER;
  const pair = parts.filter(Boolean).join(' ');
  if (folder) appendFileSync(join(folder, `${process.pid}.tsv`), `${kind}\t${pair}\n`);
}
