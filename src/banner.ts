/** What a start prints: where to go, and a request that works when it is pasted. */
export function banner(listening: string, host: string): string {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const url = `http://${isEverywhere ? 'localhost' : host}:${new URL(listening).port}`;
  return `
  The API      ${url}/items
  Try it out   ${url}/docs

  curl -i -X PUT ${url}/items/tea-cup -H 'Content-Type: application/json' \\
    -d '{ "name": "Tea cup", "price": { "amount": "9.50", "currency": "EUR" } }'

  Send it twice: 201 the first time, 200 the second.
`;
}
