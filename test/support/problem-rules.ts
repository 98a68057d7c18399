import { PROBLEMS } from '../../src/http/problems.js';
import type { Rule } from './http-rules.js';

/** Rules of RFC 9457 for every error, and of what an error must not tell. */
export const PROBLEM_RULES = [
  // RFC 9457 §3
  ({ path, method, answer: { status, headers, body } }) => {
    if (status < 400 || method === 'HEAD') return false;
    if (!/^application\/problem\+json; charset=utf-8$/.test(headers['content-type'] ?? '')) {
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
    if (path !== '' && problem.instance !== instance) return 'is a problem of another path';
    return problem.requestId !== headers['x-request-id'] && 'is a problem of another request';
  },

  // What is nobody's business: a stack, SQL, the name of a table or a constraint.
  ({ answer: { status, text } }) =>
    status >= 400 &&
    /node_modules|\bat .+:\d+:\d+|SELECT |INSERT |UPDATE |DELETE FROM|_(?:key|pkey|fkey|check|hash|idx)\b|relation "/.test(
      text,
    ) &&
    'tells what is inside',

  // RFC 6585 §3: how to go on.
  ({ method, answer: { status, text } }) =>
    status === 428 &&
    method !== 'HEAD' &&
    !text.includes('If-Match') &&
    'does not say how to go on',
] satisfies Rule[];
