import { STATUS_CODES } from 'node:http';
import { PROBLEM_TYPES } from '#problem-details';
import type { Rule } from './http-rules.js';

/** Rules of RFC 9457 for every error, and rules about what an error must not reveal. */
export const PROBLEM_RULES = [
  // RFC 9457 §3
  ({ path, method, response: { status, headers, body } }) => {
    if (status < 400 || method === 'HEAD') return false;
    if (!/^application\/problem\+json; charset=utf-8$/.test(headers['content-type'] ?? '')) {
      return 'is an error without problem details';
    }
    const problem = body as Record<string, unknown>;
    if (problem.status !== status) return 'is a problem whose body has another status';
    const expected = findProblemType(String(problem.type), status);
    if (expected?.status !== status) return 'is a problem whose type does not have this status';
    if (problem.title !== expected.title) return 'is a problem with the title of another type';
    const [own] = path.replaceAll('%zz', '%25zz').split('?', 1);
    // RFC 3986 §4.2: a reference that begins with // would name a host.
    const instance = own.startsWith('//') ? `/.${own}` : own;
    if (path !== '' && problem.instance !== instance) return 'is a problem of another path';
    return problem.requestId !== headers['x-request-id'] && 'is a problem of another request';
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
] satisfies Rule[];

/** The status and title that a problem of this type must have. */
function findProblemType(
  type: string,
  status: number,
): { status: number; title: string | undefined } | undefined {
  // RFC 9457 §4.2.1: the title of about:blank is the phrase of the HTTP status.
  if (type === 'about:blank') return { status, title: STATUS_CODES[status] };
  return PROBLEM_TYPES.get(type.replace('/problems/', ''));
}
