import { isNoStoreStatus, type Rule } from '#contract-testing';
import { PRIVACY_RULES } from './privacy-rules.js';

/** Rules for every response of this service, besides those of HTTP. */
export const APP_RULES = [
  ...PRIVACY_RULES,

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
    'has Cache-Control: no-store where it should not',
] satisfies Rule[];
