import { RATE_LIMIT_HEADERS } from '#strict-http';
import type { Client, Exchange } from './client.js';
import { PROBLEM_RULES } from './problem-rules.js';

/** Describes how an exchange breaks the rule, or returns false. */
export type Rule = (exchange: Exchange, client: Client) => string | false | Promise<string | false>;

/** Rules for every response of every operation, independent of the document. */
const RULES: Rule[] = [
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

  // RFC 9110 §15.3.2, §10.2.2
  async ({ response: { status, headers } }, client) => {
    if (status !== 201) return false;
    if (!headers.location) return 'is a 201 without Location';
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

  // RFC 9110 §6.6.1
  ({ response: { headers } }) => !headers.date && 'has no Date',

  ({ options, response: { headers } }) => {
    const [id, requested] = [
      String(headers['x-request-id'] ?? ''),
      options.headers?.['X-Request-Id'],
    ];
    if (!VALID_REQUEST_ID.test(id)) return 'has no X-Request-Id';
    return (
      typeof requested === 'string' &&
      VALID_REQUEST_ID.test(requested) &&
      id !== requested &&
      'has a different X-Request-Id than the request'
    );
  },

  ({ response: { headers } }) =>
    RATE_LIMIT_HEADERS.map((name) => headers[name.toLowerCase()])
      .filter((value) => value !== undefined)
      .some((value) => !/^[0-9]+$/.test(String(value))) &&
    'has a RateLimit header that is no number',

  // RFC 9110 §9.3.2
  async ({ method, path, options, response }, client) => {
    if (method !== 'GET') return false;
    const head = await client.exchange('HEAD', path, options);
    const differences = findDifferences(response, head, ['connection', 'keep-alive']);
    return differences.length > 0 && `responds to HEAD with a different ${differences.join(', ')}`;
  },

  // RFC 9110 §15.4.5
  async ({ method, path, options, response }, client) => {
    if (response.status !== 304) return false;
    const headers = { ...options.headers };
    delete headers['If-None-Match'];
    const full = await client.exchange(method, path, { headers });
    const differences = findDifferences(response, full, [
      'status',
      'content-type',
      'content-length',
      'content-encoding',
    ]);
    return (
      differences.length > 0 &&
      `is a 304 whose ${differences.join(', ')} differs from that of the 200`
    );
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
    if (status === 405 && allowed.includes(method))
      return 'rejects a method that it lists as allowed';
    const isPatch = status === 204 && allowed.includes('PATCH');
    return isPatch !== (headers['accept-patch'] !== undefined) && 'has the wrong Accept-Patch';
  },

  // RFC 9110 §15.5.16; RFC 5789 §2.2
  ({ method, response: { status, headers } }) =>
    status === 415 &&
    !headers[method === 'PATCH' ? 'accept-patch' : 'accept'] &&
    'does not list the supported media types',

  // RFC 9112 §9.6
  ({ response: { status, headers } }) =>
    [408, 413, 414, 431, 501].includes(status) &&
    headers.connection !== 'close' &&
    'keeps a connection open although the request was not read completely',

  // RFC 9110 §11.6.1
  ({ response: { status, headers } }) =>
    status === 401 && !headers['www-authenticate'] && 'is a 401 without WWW-Authenticate',

  // RFC 8288 §3: each page links to the next one, and the last page has no link.
  ({ method, response: { headers, body } }) => {
    if (method === 'HEAD') return false;
    const { nextCursor } = (body ?? {}) as { nextCursor?: string | null };
    const [, linked] = /[?&]cursor=([\w-]+)>; rel="next"$/.exec(String(headers.link)) ?? [];
    const isCorrect = linked === (nextCursor ?? undefined);
    return !isCorrect && 'does not link to the next page';
  },

  // RFC 9111 §5.2.2.5; RFC 6585 §3; RFC 9110 §10.2.3
  ({ response: { status, headers } }) =>
    isNoStoreStatus(status) &&
    headers['cache-control'] !== 'no-store' &&
    'lacks Cache-Control: no-store',
  ({ response: { status, headers } }) =>
    [429, 503].includes(status) &&
    !/^[1-9]\d*$/.test(headers['retry-after'] ?? '') &&
    'lacks a valid Retry-After',
];

const VALID_REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** Whether every response with this status has `Cache-Control: no-store`. */
export function isNoStoreStatus(status: number): boolean {
  return [401, 403, 428, 429].includes(status) || status >= 500;
}

/** Headers that differ between two otherwise equal responses sent at different times. */
const TIME_DEPENDENT_HEADERS = [
  'date',
  'x-request-id',
  'ratelimit-remaining',
  'ratelimit-reset',
  'retry-after',
];

/** The names of the headers that differ, and `status` when the statuses differ. */
function findDifferences(one: HttpResponse, other: HttpResponse, except: string[]): string[] {
  const [a, b] = [one, other].map(
    ({ status, headers }) =>
      new Map<string, unknown>([...Object.entries(headers), ['status', status]]),
  );
  const names = new Set([...a.keys(), ...b.keys()]);
  const ignored = [...TIME_DEPENDENT_HEADERS, ...except];
  return [...names].filter((name) => !ignored.includes(name) && a.get(name) !== b.get(name));
}

type HttpResponse = Exchange['response'];

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
    [...RULES, ...PROBLEM_RULES, ...ownRules].map(async (rule) => rule(exchange, client)),
  );
  return results.filter((result) => result !== false);
}
