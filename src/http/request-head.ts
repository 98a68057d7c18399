import type { FastifyRequest } from 'fastify';
import { LIMITS } from '../config.js';
import { Problem } from './problems.js';

/**
 * The path and query of a request target that is a whole URI, as proxies send it (RFC 9112
 * §3.2.2): `http://localhost/items?limit=1` → `/items?limit=1`.
 */
export function originForm(target: string): string {
  const rest = target.replace(/^https?:\/\/[^/?#]+/i, '');
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** What is wrong with the head of a request, though Node has read it. */
export function faultOfHead({ originalUrl, raw }: FastifyRequest): Problem | undefined {
  const { rawHeaders, httpVersion, headers } = raw;
  // As they came: `name: value`, and the end of the line.
  if (rawHeaders.reduce((size, text) => size + text.length + 2, 0) > LIMITS.headers) {
    return new Problem('headers-too-large');
  }
  if (originalUrl.length > LIMITS.url) return new Problem('uri-too-long');
  // Node reads these also where it takes them for 1.1.
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return malformed('This is HTTP/1.1.');
  const hosts = countHeader(rawHeaders, 'host');
  // RFC 9112 §3.2
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1') || !isHost(headers.host)) {
    return malformed('A request names one valid Host.');
  }
  // RFC 9112 §3.2: a fragment is for the client alone.
  if (originalUrl.includes('#')) return malformed('The target of a request has no fragment.');
  const coding = headers['transfer-encoding']?.toLowerCase();
  // RFC 9112 §6.1: who knows where such a request ends?
  if (coding !== undefined && httpVersion === '1.0') return malformed('HTTP/1.0 has no chunks.');
  return coding === undefined || coding === 'chunked'
    ? undefined
    : new Problem('not-implemented', 'A body is read only without a transfer coding, or chunked.');
}

/**
 * How often a header was sent, of which Node keeps the first alone.
 *
 * @param rawHeaders names and values in turn, as Node has them
 * @param name in lower case
 */
export function countHeader(rawHeaders: readonly string[], name: string): number {
  return rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === name).length;
}

/** Of a request whose end is doubtful, too: what comes next is not read. */
function malformed(detail: string): Problem {
  return new Problem('malformed-request', detail, { headers: { Connection: 'close' } });
}

/** RFC 3986 §3.2.2, §3.2.3; empty where the target has no authority (RFC 9112 §3.2). */
function isHost(host = ''): boolean {
  return /^(?:[\w.~!$&'()*+,;=%-]*|\[[\da-f:.]+\])(?::\d*)?$/i.test(host);
}
