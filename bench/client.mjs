/** Ends a run with its message alone, without a stack. */
export class BenchmarkError extends Error {}

/**
 * Sends one request that is not measured.
 *
 * @param {import('./servers.mjs').Server} server
 * @param {import('./scenarios.mjs').Request} request
 * @param {number} status
 * @returns {Promise<{ headers: Headers, body: any }>} the response, with its JSON parsed
 * @throws BenchmarkError when the response has another status
 */
export async function send(server, { method = 'GET', path, headers, body }, status) {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      // By default `fetch` adds `no-cache` to a conditional request, and Express then sends no 304.
      'Cache-Control': 'max-age=0',
      ...headers,
      ...(body && { 'Content-Type': 'application/json' }),
    },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status !== status) {
    const subject = `${server.name} sent ${response.status} instead of ${status}`;
    throw new BenchmarkError(`${subject} for ${method} ${path}: ${text}`);
  }
  return { headers: response.headers, body: text && JSON.parse(text) };
}
