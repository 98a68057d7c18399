import { DEMO_PASSWORD, DEMO_USERS } from './demo-users.js';

/**
 * Printed at startup outside production: addresses, demo users, and commands that work when pasted.
 *
 * @param listeningUrl has an IP address
 * @param host the setting HOST
 * @param hasHome whether there is a page at /
 */
export function createBanner(listeningUrl: string, host: string, hasHome: boolean): string {
  const isAnyAddress = host === '0.0.0.0' || host === '::';
  const url = new URL(listeningUrl);
  url.hostname = isAnyAddress ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const users = DEMO_USERS.map(({ email, role }) => `${email} (${role})`).join(', ');
  const login = JSON.stringify({ email: DEMO_USERS[0].email, password: DEMO_PASSWORD });
  return `
${hasHome ? `  See it       ${url.origin}/\n` : ''}  The API      ${url.origin}/items
  Try it out   ${url.origin}/docs
  Demo users   ${users}
  Password     ${DEMO_PASSWORD}

  TOKEN=$(curl -s ${url.origin}/auth/login -H 'Content-Type: application/json' \\
    -d '${login}' | sed 's/.*"accessToken":"//; s/".*//')

  curl -i -X PUT ${url.origin}/items/tea-cup -H "Authorization: Bearer $TOKEN" \\
    -H 'Content-Type: application/json' \\
    -d '{ "name": "Tea cup", "price": { "amount": "9.50", "currency": "EUR" } }'

  Log in, then send the PUT twice: 201 the first time, 200 the second.
`;
}
