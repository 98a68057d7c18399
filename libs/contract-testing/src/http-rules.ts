import { STATUS_CODES } from 'node:http';
import { PROBLEM_TYPES } from '#problem-details';
import { RATE_LIMIT_HEADERS } from '#strict-http';
import type { Client, Exchange, HttpResponse } from './client.js';

/** Describes how an exchange breaks the rule, or returns false. */
export type Rule = (exchange: Exchange, client: Client) => string | false | Promise<string | false>;

/** Whether every response with this status has `Cache-Control: no-store`. */
export function isNoStoreStatus(status: number): boolean {
  return [401, 403, 428, 429].includes(status) || status >= 500;
}

const oneOf =
  (...statuses: number[]) =>
  (status: number): boolean =>
    statuses.includes(status);

const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** A header that such a response must have, what it looks like, and what a response without it breaks. */
const REQUIRED_HEADERS: [(status: number) => boolean, name: string, RegExp, violation: string][] = [
  // RFC 9110 §6.6.1
  [() => true, 'date', /./, 'has no Date'],
  [() => true, 'x-request-id', REQUEST_ID, 'has no X-Request-Id'],
  // RFC 9110 §15.3.2
  [oneOf(201), 'location', /./, 'is a 201 without Location'],
  // RFC 9110 §11.6.1
  [oneOf(401), 'www-authenticate', /./, 'is a 401 without WWW-Authenticate'],
  // RFC 9112 §9.6: the request was not read completely.
  [oneOf(408, 413, 414, 431, 501), 'connection', /^close$/, 'keeps the connection open'],
  // RFC 9111 §5.2.2.5; RFC 6585 §3
  [isNoStoreStatus, 'cache-control', /^no-store$/, 'lacks Cache-Control: no-store'],
  // RFC 9110 §10.2.3
  [oneOf(429, 503), 'retry-after', /^[1-9]\d*$/, 'lacks a valid Retry-After'],
];

/** Rules for every response of every operation, independent of the document. */
const RULES: Rule[] = [
  ({ response: { status, headers } }) => {
    const broken = REQUIRED_HEADERS.filter(
      ([isFor, name, value]) => isFor(status) && !value.test(String(headers[name] ?? '')),
    );
    return broken.length > 0 && broken.map(([, , , violation]) => violation).join(', ');
  },

  // RFC 9110 §15.3.5, §15.4.5, §8.6
  ({ response: { status, text, headers } }) =>
    (status === 204 || status === 304) &&
    (text !== '' || headers['content-length'] !== undefined) &&
    'has content or a Content-Length, although its status allows neither',

  // RFC 9110 §9.3.2
  ({ method, response }) =>
    method === 'HEAD' && response.text !== '' && 'responds to HEAD with content',

  // RFC 9110 §8.3
  ({ response: { text, headers } }) =>
    text !== '' && !headers['content-type'] && 'has content without a Content-Type',

  // RFC 9110 §10.2.2
  async ({ response: { status, headers } }, client) => {
    if (status !== 201 || !headers.location) return false;
    // Without a token: the client may have sent an invalid one.
    const anonymous = client.withToken(undefined);
    const first = await anonymous.exchange('GET', headers.location);
    anonymous.close();
    const created = first.status === 401 ? await client.exchange('GET', headers.location) : first;
    return created.status !== 200 && `has a Location that responds with ${created.status}`;
  },

  // RFC 9110 §8.8.3
  ({ response: { headers } }) =>
    headers.etag !== undefined &&
    !/^"[\x21\x23-\x7e]+"$/.test(headers.etag) &&
    'has an ETag that is not strong',

  ({ options, response: { headers } }) => {
    const requested = options.headers?.['X-Request-Id'];
    return (
      typeof requested === 'string' &&
      REQUEST_ID.test(requested) &&
      headers['x-request-id'] !== requested &&
      'has a different X-Request-Id than the request'
    );
  },

  ({ response: { headers } }) =>
    RATE_LIMIT_HEADERS.map((name) => headers[name.toLowerCase()] ?? '0').some(
      (value) => !/^[0-9]+$/.test(String(value)),
    ) && 'has a RateLimit header that is no number',

  // RFC 9110 §9.3.2
  async ({ method, path, options, response }, client) => {
    if (method !== 'GET') return false;
    const head = await client.exchange('HEAD', path, options);
    const differences = findDifferences(response, head, ['connection', 'keep-alive']);
    return differences && `responds to HEAD with a different ${differences}`;
  },

  // RFC 9110 §15.4.5
  async ({ method, path, options, response }, client) => {
    if (response.status !== 304) return false;
    const headers = { ...options.headers };
    delete headers['If-None-Match'];
    const full = await client.exchange(method, path, { headers });
    const ofContent = ['status', 'content-type', 'content-length', 'content-encoding'];
    const differences = findDifferences(response, full, ofContent);
    return differences && `is a 304 whose ${differences} differs from that of the 200`;
  },

  // RFC 9110 §9.3.4
  ({ method, response: { headers } }) =>
    method === 'PUT' &&
    (headers.etag !== undefined || headers['last-modified'] !== undefined) &&
    'responds to PUT with a validator',

  // RFC 9110 §15.5.6, §9.3.7
  ({ method, response: { status, headers } }) => {
    if (status !== 405 && !(method === 'OPTIONS' && status === 204)) return false;
    const allowed = headers.allow?.split(', ') ?? [];
    if (!allowed.includes('OPTIONS')) return 'does not list the allowed methods';
    if (allowed.includes('GET') !== allowed.includes('HEAD')) return 'allows GET without HEAD';
    if (status === 405 && allowed.includes(method)) return 'rejects a method that it allows';
    const isPatch = status === 204 && allowed.includes('PATCH');
    return isPatch !== (headers['accept-patch'] !== undefined) && 'has the wrong Accept-Patch';
  },

  // RFC 9110 §15.5.16; RFC 5789 §2.2
  ({ method, response: { status, headers } }) =>
    status === 415 &&
    !headers[method === 'PATCH' ? 'accept-patch' : 'accept'] &&
    'does not list the supported media types',

  // RFC 8288 §3: each page links to the next one, and the last page has no link.
  ({ method, response: { headers, body } }) => {
    if (method === 'HEAD') return false;
    const { nextCursor } = (body ?? {}) as { nextCursor?: string | null };
    const [, linked] = /[?&]cursor=([\w-]+)>; rel="next"$/.exec(String(headers.link)) ?? [];
    return linked !== (nextCursor ?? undefined) && 'does not link to the next page';
  },

  // RFC 9457 §3
  ({ path, method, options, response: { status, headers, body } }) => {
    if (status < 400 || method === 'HEAD') return false;
    if (headers['content-type'] !== 'application/problem+json; charset=utf-8') {
      return 'is an error without problem details';
    }
    const problem = body as Record<string, unknown>;
    if (problem.status !== status) return 'is a problem whose body has another status';
    // RFC 9457 §4.2.1: the title of about:blank is the phrase of the HTTP status.
    const expected =
      problem.type === 'about:blank'
        ? { status, title: STATUS_CODES[status] }
        : PROBLEM_TYPES.get(String(problem.type).replace('/problems/', ''));
    if (expected?.status !== status) return 'is a problem whose type does not have this status';
    if (problem.title !== expected.title) return 'is a problem with the title of another type';
    const [own] = path.replaceAll('%zz', '%25zz').split('?', 1);
    // RFC 3986 §4.2: a reference that begins with // would name a host.
    const instance = own.startsWith('//') ? `/.${own}` : own;
    if (path !== '' && problem.instance !== instance) return 'is a problem of another path';
    // A problem that is repeated for a key names its first request.
    const isRepeatable = options.headers?.['Idempotency-Key'] !== undefined;
    const isOwn = problem.requestId === headers['x-request-id'];
    return !isOwn && !isRepeatable && 'is a problem of another request';
  },

  // A stack, SQL, or the name of a table or constraint is not for clients.
  ({ response: { status, text } }) =>
    status >= 400 &&
    /node_modules|\bat .+:\d+:\d+|SELECT |INSERT |UPDATE |DELETE FROM|_(?:key|pkey|fkey|check|hash|idx)\b|relation "/.test(
      text,
    ) &&
    'reveals internal details',

  // RFC 6585 §3: the response tells the client how to resubmit the request.
  ({ method, response: { status, text } }) =>
    status === 428 &&
    method !== 'HEAD' &&
    !text.includes('If-Match') &&
    'does not name the required precondition',
];

/** Headers that differ between two otherwise equal responses sent at different times. */
const TIME_DEPENDENT = [
  'date',
  'x-request-id',
  'ratelimit-remaining',
  'ratelimit-reset',
  'retry-after',
];

/** The names of the headers that differ, and `status` when the statuses differ; false when nothing does. */
function findDifferences(
  one: HttpResponse<unknown>,
  other: HttpResponse<unknown>,
  except: string[],
): string | false {
  const a: Record<string, unknown> = { ...one.headers, status: one.status };
  const b: Record<string, unknown> = { ...other.headers, status: other.status };
  const different = Object.keys({ ...a, ...b }).filter((name) => a[name] !== b[name]);
  const names = different.filter((name) => ![...TIME_DEPENDENT, ...except].includes(name));
  return names.length > 0 && names.join(', ');
}

/**
 * The descriptions of all rules that the exchange breaks.
 *
 * @param ownRules those of the service itself
 */
export async function checkRules(
  exchange: Exchange,
  client: Client,
  ownRules: readonly Rule[] = [],
): Promise<string[]> {
  const results = await Promise.all(
    [...RULES, ...ownRules].map(async (rule) => rule(exchange, client)),
  );
  return results.filter((result) => result !== false);
}
