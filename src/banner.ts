/** What a start prints: where to go, and a request that works when it is pasted. */
export function banner(listening: string, host: string): string {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const url = new URL(listening);
  url.hostname = isEverywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `
  The API      ${url.origin}/items
  Try it out   ${url.origin}/docs

  curl -i -X PUT ${url.origin}/items/tea-cup -H 'Content-Type: application/json' \\
    -d '{ "name": "Tea cup", "price": { "amount": "9.50", "currency": "EUR" } }'

  Send it twice: 201 the first time, 200 the second.
`;
}
