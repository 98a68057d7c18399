import { decodeJwt } from 'jose';
import type { Client, Exchange } from './client.js';
import { DEMO_PASSWORD, DEMO_USERS } from '../../src/database/seed.js';
import { PASSWORD } from './examples.js';

/** The demo user in whose hands a client is to begin with. */
const [ADMIN] = DEMO_USERS;

/** Whatever is asked, nobody gets to see a password, its hash, or the email of a stranger. */
export const PRIVACY_RULES = [
  ({ path, answer: { text } }: Exchange): string | false => {
    if (isDocumentation(path)) return false;
    const secret = [/scrypt/, /"password(?:_?hash)?":/i, PASSWORD, DEMO_PASSWORD].find((part) =>
      typeof part === 'string' ? text.includes(part) : part.test(text),
    );
    return secret !== undefined && `shows a secret: ${String(secret)}`;
  },

  ({ method, path, sent, answer: { status, text } }: Exchange, client: Client): string | false => {
    const viewer = idOf(client.token);
    if (isDocumentation(path) || viewer === ADMIN.id) return false;
    const isOwn = (email: string): boolean =>
      // What somebody creates is theirs to see, the first time.
      (method === 'POST' && status === 201 && String(sent.body).includes(email)) ||
      new RegExp(`"id":"${viewer}"[^{}]*"email":"${email}"`).test(text);
    const strangers =
      text.match(/[\w.+-]+@[\w-]+\.[\w.-]+/g)?.filter((email) => !isOwn(email)) ?? [];
    return strangers.length > 0 && `shows the email of a stranger: ${strangers.join(', ')}`;
  },
];

/** The examples in it are nobody's. */
function isDocumentation(path: string): boolean {
  return /^\/(?:openapi\.json|docs|problems\/)/.test(path);
}

/** Whose a token is; one that is no good is nobody's. */
function idOf(token = ''): string | undefined {
  try {
    return decodeJwt(token).sub;
  } catch {
    return undefined;
  }
}
