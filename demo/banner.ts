import { formatItemCommand } from './demo-items.js';
import { DEMO_PASSWORD, DEMO_USERS, formatLoginCommand } from './demo-users.js';

const COMMANDS = [formatLoginCommand, formatItemCommand];

/**
 * Printed at startup outside production: addresses, demo users, and commands that work when pasted.
 *
 * @param listeningUrl has an IP address
 * @param host the setting HOST
 */
export function createBanner(listeningUrl: string, host: string): string {
  const isAnyAddress = host === '0.0.0.0' || host === '::';
  const url = new URL(listeningUrl);
  url.hostname = isAnyAddress ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const users = DEMO_USERS.map(({ email, role }) => `${email} (${role})`).join(', ');
  return `
  See it       ${url.origin}/
  Try it out   ${url.origin}/docs
  Demo users   ${users}
  Password     ${DEMO_PASSWORD}

${COMMANDS.map((format) => format(url.origin)).join('\n')}`;
}
