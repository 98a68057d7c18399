/* global fetch */

/** Ends a run. The message says all: that, for one, an answer was wrong, and which. */
export class Failure extends Error {}

/**
 * Sends one request, outside all measuring.
 *
 * @param {import('./servers.mjs').Server} server
 * @param {import('./scenarios.mjs').Request} request
 * @param {number} status
 * @returns {Promise<{ headers: Headers, body: any }>} the answer, its JSON read
 * @throws Failure when the status is another
 */
export async function send(server, { method = 'GET', path, headers, body }, status) {
  const response = await fetch(server.url + path, {
    method,
    headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status !== status) {
    const what = `${server.name} answered ${response.status} instead of ${status}`;
    throw new Failure(`${what} to ${method} ${path}: ${text}`);
  }
  return { headers: response.headers, body: text && JSON.parse(text) };
}
