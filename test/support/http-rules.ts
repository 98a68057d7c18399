import { PROBLEMS } from '../../src/http/problems.js';
import type { Client, Exchange } from './client.js';

/** What is wrong with an exchange, if anything. */
type Rule = (exchange: Exchange, client: Client) => string | false | Promise<string | false>;

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

  ({ answer: { headers } }) =>
    !/^[A-Za-z0-9._-]{1,128}$/.test(String(headers['x-request-id'] ?? '')) && 'has no X-Request-Id',

  // RFC 9457 §3
  ({ path, method, answer: { status, headers, body } }) => {
    if (status < 400 || method === 'HEAD') return false;
    if (!headers['content-type']?.startsWith('application/problem+json')) {
      return 'is an error that is no problem details';
    }
    const problem = body as Record<string, unknown>;
    const slug = String(problem.type).replace('/problems/', '') as keyof typeof PROBLEMS;
    if (problem.status !== status) return 'is a problem of another status';
    if (!(slug in PROBLEMS) || Number(PROBLEMS[slug].status) !== status)
      return 'is a problem of no type of this status';
    if (problem.title !== PROBLEMS[slug].title)
      return 'is a problem with the title of another type';
    const instance = path.split('?', 1)[0].replaceAll('%zz', '%25zz');
    if (problem.instance !== instance) return 'is a problem of another path';
    return problem.requestId !== headers['x-request-id'] && 'is a problem of another request';
  },

  // What is nobody's business: a stack, SQL, the name of a table or a constraint.
  ({ answer: { status, text } }) =>
    status >= 400 &&
    /node_modules|\bat .+:\d+:\d+|SELECT |INSERT |UPDATE |DELETE FROM|_(?:key|pkey|fkey|check|hash|idx)\b|relation "/.test(
      text,
    ) &&
    'tells what is inside',

  // RFC 9110 §11.6.1
  ({ answer: { status, headers } }) =>
    status === 401 && !headers['www-authenticate'] && 'is a 401 without WWW-Authenticate',

  // RFC 9111 §5.2.2.5; RFC 6585 §3; RFC 9110 §10.2.3
  ({ answer: { status, headers } }) =>
    isNeverStored(status) !== (headers['cache-control'] === 'no-store') &&
    'may be stored where it must not, or the other way round',
  ({ answer: { status, headers } }) =>
    status === 503 && !headers['retry-after'] && 'is a 503 without Retry-After',
];

/** Whether an answer carries `Cache-Control: no-store`. */
function isNeverStored(status: number): boolean {
  return [401, 403, 428, 429].includes(status) || status >= 500;
}

/** Every rule that the exchange breaks. */
export async function checkRules(exchange: Exchange, client: Client): Promise<string[]> {
  const verdicts = await Promise.all(RULES.map(async (rule) => rule(exchange, client)));
  return verdicts.filter((verdict) => verdict !== false);
}
