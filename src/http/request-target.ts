import type { FastifyRequest } from 'fastify';
import { LIMITS } from '../config.js';
import { Problem } from './problems.js';

/**
 * The path and query of a request target that is a whole URI, as proxies send it (RFC 9112
 * §3.2.2): `http://localhost/items?limit=1` → `/items?limit=1`.
 */
export function originForm(target: string): string {
  const rest = target.replace(/^https?:\/\/[^/?#]*/i, '');
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** What is wrong with the head of a request, though Node has read it. */
export function faultOfHead({ originalUrl, raw }: FastifyRequest): Problem | undefined {
  if (originalUrl.length > LIMITS.url) return new Problem('uri-too-long');
  const { rawHeaders, httpVersion, headers } = raw;
  const hosts = rawHeaders.filter(
    (name, index) => index % 2 === 0 && name.toLowerCase() === 'host',
  );
  // RFC 9112 §3.2
  if (hosts.length > 1 || (hosts.length === 0 && httpVersion === '1.1') || !isHost(headers.host)) {
    return new Problem('malformed-request', 'A request names one valid Host.');
  }
  // RFC 9112 §3.2: a fragment is for the client alone.
  if (originalUrl.includes('#')) {
    return new Problem('malformed-request', 'The target of a request has no fragment.');
  }
  // RFC 9112 §6.1
  const coding = headers['transfer-encoding'] ?? 'chunked';
  return coding.toLowerCase() === 'chunked'
    ? undefined
    : new Problem('not-implemented', 'A body is read only without a transfer coding, or chunked.');
}

/** RFC 3986 §3.2.2, §3.2.3; empty where the target has no authority (RFC 9112 §3.2). */
function isHost(host = ''): boolean {
  return /^(?:[\w.~!$&'()*+,;=%-]*|\[[\da-f:.]+\])(?::\d*)?$/i.test(host);
}
