import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Client, Exchange } from './client.js';
import { checkRules } from './http-rules.js';

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
        const codes = Object.keys(item[method]?.responses ?? {}).filter(
          (code) => code !== 'default',
        );
        for (const code of codes) record('documented', `${method.toUpperCase()} ${path} ${code}`);
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
      if (method !== 'HEAD') record('seen', `${method} ${template} ${answer.status}`);
      faults.push(...this.checkAgainst(template, operation, exchange));
      faults.push(...this.checkRequest(operation, exchange));
    } else if (answer.status !== 404) {
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
    const faults: string[] = [];
    const at = `${operation.pointer}/responses/${answer.status}`;
    for (const [name, header] of Object.entries(response.headers ?? {})) {
      const value = answer.headers[name.toLowerCase()];
      const { required, schema } = this.resolve(header);
      if (value === undefined && required) faults.push(`lacks the documented header ${name}`);
      else if (value !== undefined && !this.ajv.validate(schema ?? {}, value)) {
        faults.push(`${name}: ${this.ajv.errorsText()}`);
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
      if (!this.ajv.validate({ $ref }, answer.body ?? answer.text))
        faults.push(this.ajv.errorsText());
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
    return isAllowed ? [] : [`takes a body that is not documented: ${this.ajv.errorsText()}`];
  }

  private resolve<T extends object>(value: T | { $ref: string }): T {
    if (!('$ref' in value)) return value;
    return value.$ref
      .split('/')
      .slice(1)
      .reduce((node: unknown, name) => (node as Record<string, unknown>)[name], this.document) as T;
  }
}

/** Appends to a file of this process's own, so that any number of workers can record. */
function record(kind: 'documented' | 'seen', pair: string): void {
  const folder = process.env.CONTRACT_FOLDER;
  if (folder) appendFileSync(join(folder, `${process.pid}.tsv`), `${kind}\t${pair}\n`);
}

/** A copy in which no object may have a property that its schema does not name. */
function closed<T>(node: T): T {
  if (Array.isArray(node)) return node.map(closed) as T;
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(
    Object.entries(node).map(([name, value]) => [name, closed(value)]),
  );
  return { ...('properties' in copy && { additionalProperties: false }), ...copy } as T;
}

function matches(template: string, path: string): boolean {
  const pattern = template
    .replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replaceAll(/\{[^}]+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(path);
}

/** A JSON pointer as a URI fragment (RFC 6901 §6). */
function pointer(...names: string[]): string {
  return names
    .map((name) => `/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    .join('');
}
