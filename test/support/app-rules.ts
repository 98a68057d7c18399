import { isNoStoreStatus, type Rule } from '#contract-testing';
import { PRIVACY_RULES } from './privacy-rules.js';

/** Helmet's defaults without `upgrade-insecure-requests`. */
const SECURITY_HEADERS = {
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

/** Headers that any response of this service may have, in lower case, as a middleware adds them. */
export const APP_HEADERS: string[] = [];

/** Rules for every response of this service, besides those of HTTP. */
export const APP_RULES = [
  ...PRIVACY_RULES,

  ({ response: { headers } }) => {
    const changed = Object.entries(SECURITY_HEADERS).filter(
      ([name, value]) => headers[name] !== value,
    );
    return (
      changed.length > 0 &&
      `lacks or changes these security headers: ${changed.map(([name]) => name).join(', ')}`
    );
  },

  // RFC 6750 §3
  ({ response: { status, headers } }) =>
    status === 401 &&
    !/^Bearer(?: error="invalid_token")?$/.test(headers['www-authenticate'] ?? '') &&
    'is a 401 whose WWW-Authenticate is not that of bearer tokens',

  // RFC 9110 §12.5.5
  ({ method, path, response: { status, headers } }) =>
    ['GET', 'HEAD'].includes(method) &&
    /^\/users(?:\/[0-9a-f-]{36})?(?:\?|$)/i.test(path) &&
    [200, 304].includes(status) &&
    !headers.vary?.includes('Authorization') &&
    'lacks Vary: Authorization, although the content depends on the user',

  // RFC 9111 §5.2.2.5
  ({ path, response: { status, headers } }) =>
    headers['cache-control'] === 'no-store' &&
    !isNoStoreStatus(status) &&
    !(status === 200 && path === '/auth/login') &&
    !/^\/(?:health|imports)\b/.test(path) &&
    'has Cache-Control: no-store where it should not',
] satisfies Rule[];
