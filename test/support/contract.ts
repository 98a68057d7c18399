import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Client, Exchange } from './client.js';
import { checkRules } from './http-rules.js';
import { closed, matches, pointer } from './schema.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & { pointer: string };

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/**
 * Holds every answer of a run against the OpenAPI document that the service itself serves. An
 * answer that the document does not tell of fails the test that caused it, at once.
 * `contract-reporter.mjs` does the converse when the run has ended.
 */
export class Contract {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });

  private constructor(
    private readonly document: OpenAPIObject,
    private readonly client: Client,
  ) {
    addFormats.default(this.ajv);
    this.ajv.addSchema(closed(document), 'openapi');
    for (const [path, item] of Object.entries(document.paths)) {
      for (const method of METHODS) {
        for (const [code, response] of Object.entries(item[method]?.responses ?? {})) {
          if (code === 'default') continue;
          for (const type of problemTypes(response) ?? ['']) {
            record('documented', pair(method.toUpperCase(), path, code, type));
          }
        }
      }
    }
  }

  static async of(client: Client): Promise<Contract> {
    const { body } = await client.exchange<OpenAPIObject>('GET', '/openapi.json');
    return new Contract(body, client);
  }

  async check(exchange: Exchange): Promise<void> {
    const { method, path, answer } = exchange;
    const faults = await checkRules(exchange, this.client);
    const documented = this.find(method === 'HEAD' ? 'GET' : method, path.split('?', 1)[0]);
    if (documented) {
      const { template, operation } = documented;
      if (method !== 'HEAD') record('seen', pair(method, template, answer.status, typeOf(answer)));
      faults.push(...this.checkAgainst(template, operation, exchange));
      faults.push(...this.checkRequest(operation, exchange));
    } else if (answer.status !== 404 && typeOf(answer) !== 'malformed-request') {
      faults.push('is documented nowhere, and so should be a 404');
    }
    if (faults.length > 0) {
      throw new Error(
        `${method} ${path} → ${answer.status}\n- ${faults.join('\n- ')}\n${answer.text.slice(0, 2000)}`,
      );
    }
  }

  private find(
    method: string,
    path: string,
  ): { template: string; operation: Operation } | undefined {
    const key = method.toLowerCase() as (typeof METHODS)[number];
    // The template with the fewest variables wins: /users/me before /users/{id}.
    const [template] = Object.keys(this.document.paths)
      .filter((candidate) => matches(candidate, path))
      .sort((a, b) => a.split('{').length - b.split('{').length);
    const operation = template && this.document.paths[template][key];
    if (!operation) return undefined;
    return { template, operation: { ...operation, pointer: pointer('paths', template, key) } };
  }

  private checkAgainst(
    template: string,
    operation: Operation,
    { method, answer }: Exchange,
  ): string[] {
    const response = operation.responses[answer.status];
    if (!response || '$ref' in response) {
      return [`${method} ${template} does not document ${answer.status}`];
    }
    const faults = undocumentedHeaders(answer, response);
    if (method !== 'HEAD' && problemTypes(response)?.includes(typeOf(answer)) === false) {
      faults.push(
        `is a ${typeOf(answer)} where ${problemTypes(response)?.join(' or ')} is documented`,
      );
    }
    const at = `${operation.pointer}/responses/${answer.status}`;
    for (const [name, header] of Object.entries(response.headers ?? {})) {
      const value = answer.headers[name.toLowerCase()];
      const { required, schema } = this.resolve(header);
      if (value === undefined && required) faults.push(`lacks the documented header ${name}`);
      else if (value !== undefined && !this.ajv.validate(schema ?? {}, value)) {
        faults.push(`${name}: ${this.explain()}`);
      }
    }
    if (method === 'HEAD') return faults;
    const documentedTypes = Object.keys(response.content ?? {});
    const type = answer.headers['content-type']?.split(';', 1)[0];
    if (documentedTypes.length === 0) {
      if (answer.text !== '') faults.push('has content where none is documented');
    } else if (!type || !documentedTypes.includes(type)) {
      faults.push(`is ${type ?? 'of no type'} where ${documentedTypes.join(' or ')} is documented`);
    } else {
      const $ref = `openapi#${at}${pointer('content', type, 'schema')}`;
      if (!this.ajv.validate({ $ref }, answer.body ?? answer.text)) faults.push(this.explain());
    }
    return faults;
  }

  /** A body that was taken is one that the document allows. */
  private checkRequest(
    { pointer: at, requestBody }: Operation,
    { sent, answer }: Exchange,
  ): string[] {
    if (!requestBody || answer.status >= 300) return [];
    const type = String(sent.headers?.['Content-Type']);
    const $ref = `openapi#${at}/requestBody${pointer('content', type, 'schema')}`;
    const isAllowed = this.ajv.validate({ $ref }, JSON.parse(String(sent.body)));
    return isAllowed ? [] : [`takes a body that is not documented: ${this.explain()}`];
  }

  private explain(): string {
    const { errors } = this.ajv;
    const names = errors
      ?.map(({ params }) => String(params.additionalProperty ?? ''))
      .filter(Boolean);
    return [this.ajv.errorsText(errors), ...new Set(names)].join(', ');
  }

  private resolve<T extends object>(value: T | { $ref: string }): T {
    if (!('$ref' in value)) return value;
    return value.$ref
      .split('/')
      .slice(1)
      .reduce((node: unknown, name) => (node as Record<string, unknown>)[name], this.document) as T;
  }
}

/** What the contract counts: `GET /items/{id} 404 item-not-found`. */
function pair(...parts: (string | number)[]): string {
  return parts.filter(Boolean).join(' ');
}

/** Appends to a file of this process's own, so that any number of workers can record. */
function record(kind: 'documented' | 'seen', pair: string): void {
  const folder = process.env.CONTRACT_FOLDER;
  if (folder) appendFileSync(join(folder, `${process.pid}.tsv`), `${kind}\t${pair}\n`);
}

type DocumentedResponse = Operation['responses'][string];

/** The types of problem that a response may be, which are the names of its examples. */
function problemTypes(response: DocumentedResponse): string[] | undefined {
  const content = response && 'content' in response ? response.content : undefined;
  const problem = content?.['application/problem+json'];
  return problem && Object.keys(problem.examples ?? {});
}

/** The type of problem that an answer is, or ''. */
function typeOf({ body }: Exchange['answer']): string {
  const { type } = (body ?? {}) as { type?: unknown };
  return typeof type === 'string' ? type.replace('/problems/', '') : '';
}

/** What Node or a rule for all answers brings, and no operation needs to document. */
const UNDOCUMENTED = [
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
];

function undocumentedHeaders(
  { headers }: Exchange['answer'],
  response: DocumentedResponse,
): string[] {
  const documented = response && 'headers' in response ? Object.keys(response.headers ?? {}) : [];
  const known = [...UNDOCUMENTED, ...documented.map((name) => name.toLowerCase())];
  const others = Object.keys(headers).filter((name) => !known.includes(name));
  return others.map((name) => `has an undocumented header ${name}`);
}
