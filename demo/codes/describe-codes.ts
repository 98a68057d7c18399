import { readFileSync } from 'node:fs';
import { HEURISTICALLY_CACHEABLE, REGISTRY, type RegisteredCode } from './registry.js';
import { type CodeText, TEXTS } from './texts.js';

/** Where a code is decided, as `npm run openapi` finds it in the source. */
export interface Decision {
  code: number;
  /** The type of the problem: `name-taken`. */
  problem?: string;
  file: string;
  line: number;
  /** The text of the line. */
  deciding: string;
  /** What is around it. */
  excerpt: string;
  /** The ids of the operations; none stands for any path. */
  operations: readonly string[];
}

/** A request and its response, as a test has recorded it. */
export interface Exchange {
  code: number;
  title: string;
  /** Whether the test has made it happen by more than the request. */
  isStaged?: boolean;
  request: { method: string; path: string; headers: Record<string, string>; body?: string };
  response: { headers: Record<string, string>; body?: string };
}

/** What Nest responds by default to a request, as a test has recorded it. */
export interface NestDefault {
  request: string;
  express: string;
  fastify: string;
}

export interface CodeOperation {
  method: string;
  /** `/items/{id}` */
  path: string;
  id: string;
}

/** All that a page shows. */
export interface Code extends RegisteredCode, CodeText {
  isCacheable: boolean;
  /** Whether the OpenAPI document has it. */
  isDocumented: boolean;
  /** Also what no document has, such as 100. */
  isSent: boolean;
  /** Whether every path may send it, before an operation is found. */
  isOfAnyPath: boolean;
  operations: CodeOperation[];
  /** First the one of the exchange. */
  decisions: readonly Decision[];
  exchange?: Exchange;
  defaults: readonly NestDefault[];
  tests: readonly { file: string; title: string }[];
}

interface Document {
  info: { description?: string };
  paths: Record<string, Record<string, { operationId?: string; responses: object }>>;
}

interface NestDefaultOfCodes extends NestDefault {
  codes: readonly number[];
}

/** What `npm run openapi` has found in the source. */
export interface Decided {
  decisions: readonly Decision[];
  /** Where what `PRECEDENCE` names is declared. */
  files: Readonly<Record<string, string>>;
  tests: Readonly<Record<string, Code['tests']>>;
}

/** Reads what is generated or recorded. It stands in the source: this file runs in `dist`. */
function readJson<T>(name: string): T {
  const url = new URL(`../../../demo/codes/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as T;
}

export function readDecided(): Decided {
  return readJson('decisions');
}

/** The paragraphs of the document about what precedes the operations. */
const ANY_PATH = /^\*\*(?:Every path|Before an operation).+$/gm;

/** A page for each registered code: the texts, and what the OpenAPI document and the recordings have on it. */
export function describeCodes(openapi: object): Code[] {
  const { info, paths } = openapi as Document;
  const { decisions, tests } = readDecided();
  const exchanges = readJson<Exchange[]>('recorded');
  const defaults = readJson<NestDefaultOfCodes[]>('nest-defaults');
  const paragraphs = (info.description ?? '').match(ANY_PATH)?.join() ?? '';
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId = '', responses }]) => ({
      responses: Object.keys(responses),
      operation: { method: method.toUpperCase(), path, id: operationId },
    })),
  );
  return REGISTRY.map((registered) => {
    const { code } = registered;
    const senders = operations.filter(({ responses }) => responses.includes(String(code)));
    const isOfAnyPath = new RegExp(`(?<![\\d,])${code}(?![\\d,]*\\d)`).test(paragraphs);
    const exchange = exchanges.find((one) => one.code === code);
    const ofCode = decisions.filter((decision) => decision.code === code);
    return {
      ...registered,
      ...TEXTS[code],
      isCacheable: HEURISTICALLY_CACHEABLE.includes(code),
      isDocumented: senders.length > 0 || isOfAnyPath,
      isSent: ofCode.length > 0,
      isOfAnyPath,
      operations: senders.map(({ operation }) => operation),
      decisions: sortDecisions(ofCode, operations, exchange),
      exchange,
      defaults: defaults.filter(({ codes }) => codes.includes(code)),
      tests: tests[code] ?? [],
    };
  });
}

/** First the one that the recorded exchange shows. */
function sortDecisions(
  decisions: readonly Decision[],
  operations: readonly { operation: CodeOperation }[],
  exchange: Exchange | undefined,
): Decision[] {
  const sent = operations.find(
    ({ operation: { method, path } }) =>
      method === exchange?.request.method &&
      new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(exchange.request.path),
  );
  const [, type] = /\/problems\/([\w-]+)/.exec(exchange?.response.body ?? '') ?? [];
  const rank = ({ operations: ids, problem }: Decision): number =>
    (sent && ids.includes(sent.operation.id) ? 0 : 2) + (type === problem ? 0 : 1);
  return [...decisions].sort((a, b) => rank(a) - rank(b));
}
