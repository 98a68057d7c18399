import type { Client, Exchange } from './client.js';
import { PRIVACY_RULES } from './privacy-rules.js';
import { PROBLEM_RULES } from './problem-rules.js';

/** What is wrong with an exchange, if anything. */
export type Rule = (exchange: Exchange, client: Client) => string | false | Promise<string | false>;

/** What every answer tells a browser: helmet's defaults, but for `upgrade-insecure-requests`. */
export const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';" +
    "frame-ancestors 'self';img-src 'self' data:;object-src 'none';script-src 'self';" +
    "script-src-attr 'none';style-src 'self' https: 'unsafe-inline'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};

/** Rules that hold for every answer of every operation, whatever the document says. */
const RULES: Rule[] = [
  // RFC 9110 §15.3.5, §15.4.5, §8.6
  ({ answer: { status, text, headers } }) =>
    (status === 204 || status === 304) &&
    (text !== '' || headers['content-length'] !== undefined) &&
    'has content, or says how long it would be, where there is none',

  // RFC 9110 §9.3.2
  ({ method, answer }) => method === 'HEAD' && answer.text !== '' && 'answers HEAD with content',

  // RFC 9110 §8.3
  ({ answer: { text, headers } }) =>
    text !== '' && !headers['content-type'] && 'has content of no type',

  // RFC 9110 §15.3.2, §10.2.2
  async ({ answer: { status, headers } }, client) => {
    if (status !== 201) return false;
    if (!headers.location) return 'is a 201 without Location';
    const created = await client.exchange('GET', headers.location);
    return created.status !== 200 && `has a Location that answers ${created.status}`;
  },

  // RFC 9110 §8.8.3
  ({ answer: { headers } }) =>
    headers.etag !== undefined &&
    !/^"[\x21\x23-\x7e]+"$/.test(headers.etag) &&
    'has no strong ETag',

  // RFC 9110 §6.6.1
  ({ answer: { headers } }) => !headers.date && 'has no Date',

  ({ sent, answer: { headers } }) => {
    const [id, own] = [String(headers['x-request-id'] ?? ''), sent.headers?.['X-Request-Id']];
    if (!PLAIN_ID.test(id)) return 'has no X-Request-Id';
    return (
      typeof own === 'string' && PLAIN_ID.test(own) && id !== own && 'has another X-Request-Id'
    );
  },

  ({ answer: { headers } }) => {
    const wrong = Object.entries(SECURITY_HEADERS).filter(
      ([name, value]) => headers[name] !== value,
    );
    return wrong.length > 0 && `lacks, or has another, ${wrong.map(([name]) => name).join(', ')}`;
  },

  // RFC 9110 §9.3.2
  async ({ method, path, sent, answer }, client) => {
    if (method !== 'GET') return false;
    const head = await client.exchange('HEAD', path, sent);
    const differ = difference(answer, head, ['connection', 'keep-alive']);
    return differ.length > 0 && `answers HEAD with another ${differ.join(', ')}`;
  },

  // RFC 9110 §15.4.5
  async ({ method, path, sent, answer }, client) => {
    if (answer.status !== 304) return false;
    const headers = { ...sent.headers };
    delete headers['If-None-Match'];
    const whole = await client.exchange(method, path, { headers });
    const differ = difference(answer, whole, ['status', 'content-type', 'content-length']);
    return differ.length > 0 && `is a 304 with another ${differ.join(', ')} than the 200`;
  },

  // RFC 9110 §9.3.4
  ({ method, answer: { headers } }) =>
    method === 'PUT' &&
    (headers.etag !== undefined || headers['last-modified'] !== undefined) &&
    'answers PUT with a validator',

  // RFC 9110 §15.5.6, §9.3.7
  ({ method, answer: { status, headers } }) => {
    if (status !== 405 && !(method === 'OPTIONS' && status === 204)) return false;
    const allowed = headers.allow?.split(', ') ?? [];
    if (!allowed.includes('OPTIONS')) return 'does not say what is allowed';
    if (allowed.includes('GET') !== allowed.includes('HEAD')) return 'allows GET without HEAD';
    if (status === 405 && allowed.includes(method)) return 'refuses what is allowed';
    const isPatch = status === 204 && allowed.includes('PATCH');
    return isPatch !== (headers['accept-patch'] !== undefined) && 'has the wrong Accept-Patch';
  },

  // RFC 9110 §15.5.16; RFC 5789 §2.2
  ({ method, answer: { status, headers } }) =>
    status === 415 &&
    !headers[method === 'PATCH' ? 'accept-patch' : 'accept'] &&
    'does not say what is supported',

  // RFC 9112 §9.6
  ({ answer: { status, headers } }) =>
    [408, 413, 414, 431, 501].includes(status) &&
    headers.connection !== 'close' &&
    'leaves open a connection on which the request was not read to its end',

  // RFC 9110 §11.6.1
  ({ answer: { status, headers } }) =>
    status === 401 &&
    !/^Bearer(?: error="invalid_token")?$/.test(headers['www-authenticate'] ?? '') &&
    'is a 401 without WWW-Authenticate',

  // RFC 9110 §12.5.5
  ({ method, path, answer: { status, headers } }) =>
    ['GET', 'HEAD'].includes(method) &&
    /^\/users(?:\/[0-9a-f-]{36})?(?:\?|$)/i.test(path) &&
    [200, 304].includes(status) &&
    !headers.vary?.includes('Authorization') &&
    'does not say that others see less',

  // RFC 8288 §3: a page links to the next one, and the last to none.
  ({ method, answer: { headers, body } }) => {
    if (method === 'HEAD') return false;
    const { nextCursor } = (body ?? {}) as { nextCursor?: string | null };
    const [, linked] = /[?&]cursor=([\w-]+)>; rel="next"$/.exec(String(headers.link)) ?? [];
    const isRight = nextCursor ? linked === nextCursor : headers.link === undefined;
    return !isRight && 'does not link to the next page';
  },

  // RFC 9111 §5.2.2.5; RFC 6585 §3; RFC 9110 §10.2.3
  ({ path, answer: { status, headers } }) =>
    (isNeverStored(status) || (status === 200 && path === '/auth/login')) !==
      (headers['cache-control'] === 'no-store') &&
    'may be stored where it must not, or the other way round',
  ({ answer: { status, headers } }) =>
    [429, 503].includes(status) &&
    !/^[1-9]\d*$/.test(headers['retry-after'] ?? '') &&
    'does not say when to try again',
];

const PLAIN_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** Whether an answer carries `Cache-Control: no-store`. */
function isNeverStored(status: number): boolean {
  return [401, 403, 428, 429].includes(status) || status >= 500;
}

/** What differs between two answers of which one comes a moment later. */
const OF_THE_MOMENT = [
  'date',
  'x-request-id',
  'ratelimit-remaining',
  'ratelimit-reset',
  'retry-after',
];

/** The names of the headers in which two answers differ, and `status` where that differs. */
function difference(one: Answer, other: Answer, except: string[]): string[] {
  const [a, b] = [one, other].map(
    ({ status, headers }) =>
      new Map<string, unknown>([...Object.entries(headers), ['status', status]]),
  );
  const names = new Set([...a.keys(), ...b.keys()]);
  const ignored = [...OF_THE_MOMENT, ...except];
  return [...names].filter((name) => !ignored.includes(name) && a.get(name) !== b.get(name));
}

type Answer = Exchange['answer'];

/** Every rule that the exchange breaks. */
export async function checkRules(exchange: Exchange, client: Client): Promise<string[]> {
  const verdicts = await Promise.all(
    [...RULES, ...PROBLEM_RULES, ...PRIVACY_RULES].map(async (rule) => rule(exchange, client)),
  );
  return verdicts.filter((verdict) => verdict !== false);
}
