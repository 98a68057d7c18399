import { decodeJwt } from 'jose';
import { TEST_PASSWORD, TEST_USERS } from './test-users.js';
import type { Client, Exchange } from '#contract-testing';

/** The password of users that tests create. */
export const PASSWORD = 'correct horse battery';

/** The demo user that a test client is logged in as by default. */
const [ADMIN] = TEST_USERS;

/** No response shows a password or its hash, and none shows the email of another user. */
export const PRIVACY_RULES = [
  ({ path, response: { text } }: Exchange): string | false => {
    if (isDocumentation(path)) return false;
    const secret = [/scrypt/, /"password(?:_?hash)?":/i, PASSWORD, TEST_PASSWORD].find((part) =>
      typeof part === 'string' ? text.includes(part) : part.test(text),
    );
    return secret !== undefined && `shows a secret: ${String(secret)}`;
  },

  (
    { method, path, options, response: { status, text } }: Exchange,
    client: Client,
  ): string | false => {
    const { Authorization: own } = options.headers ?? {};
    const viewerId = getUserId(own === undefined ? client.token : String(own).split(/ +/)[1]);
    if (isDocumentation(path) || viewerId === ADMIN.id) return false;
    const isOwn = (email: string): boolean =>
      // The client that creates a user sees the email that it sent.
      (method === 'POST' && status === 201 && String(options.body).includes(email)) ||
      new RegExp(`"id":"${viewerId}"[^{}]*"email":"${email}"`).test(text);
    const otherEmails =
      text.match(/[\w.+-]+@[\w-]+\.[\w.-]+/g)?.filter((email) => !isOwn(email)) ?? [];
    return otherEmails.length > 0 && `shows the email of another user: ${otherEmails.join(', ')}`;
  },
];

/** Examples in the documentation do not belong to any user. */
function isDocumentation(path: string): boolean {
  return /^\/(?:openapi\.json|docs|problems\/|tour\/)/.test(path);
}

/** The id of the user that a token belongs to; undefined for an invalid token. */
function getUserId(token = ''): string | undefined {
  try {
    return decodeJwt(token).sub;
  } catch {
    return undefined;
  }
}
