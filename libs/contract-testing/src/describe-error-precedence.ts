import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, JSON_TYPE } from './client.js';

/** A valid PATCH, to which errors can be added. */
interface PrecedenceRequest {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  fields: Record<string, unknown>;
  /** What precedes and what follows the JSON of the fields. */
  prefix: string;
  suffix: string;
}

type PrecedenceError = [code: number, type: string, add: (request: PrecedenceRequest) => unknown];

/** The address of a client that has reached the rate limit. */
const LIMITED_CLIENT = '192.0.2.1';

/** What is beneath the handlers, in order of precedence. */
const HTTP_ERRORS: PrecedenceError[] = [
  [431, 'headers-too-large', ({ headers }) => (headers.X = 'x'.repeat(17_000))],
  [414, 'uri-too-long', (request) => (request.query = '?'.padEnd(2_100, 'x'))],
  [404, 'path-not-found', (request) => (request.path += '/nothing')],
  [405, 'method-not-allowed', (request) => (request.method = 'POST')],
  [429, 'rate-limited', ({ headers }) => (headers['X-Forwarded-For'] = LIMITED_CLIENT)],
  [406, 'not-acceptable', ({ headers }) => (headers.Accept = 'text/html')],
  [415, 'unsupported-media-type', ({ headers }) => (headers['Content-Type'] = 'text/plain')],
  [413, 'body-too-large', (request) => (request.suffix = ' '.repeat(102_400))],
  [400, 'malformed-body', (request) => (request.prefix = '{')],
];

/**
 * Describes which error a response reports when the request has two: that which comes first. The service counts
 * requests by the address that a proxy sends.
 *
 * @param path a resource that PATCH changes, and that has no POST
 * @param rateLimit how many requests an address may send
 * @param prepare makes what the errors need, and returns the client that sends the requests
 * @param errors those of the guards, the pipe and the handler, in order of precedence
 */
export function describeErrorPrecedence(
  path: string,
  rateLimit: number,
  prepare: () => Promise<Client>,
  errors: PrecedenceError[],
): void {
  const all = [...HTTP_ERRORS, ...errors];
  let client: Client;
  let clientCount = 0;

  const send = async (...addErrors: PrecedenceError[2][]): Promise<[number, unknown]> => {
    // A separate address for each request, because of the rate limit.
    const address = `10.0.0.${(clientCount += 1)}`;
    const headers = { ...JSON_TYPE, 'If-Match': '*', 'X-Forwarded-For': address };
    const json = { fields: {}, prefix: '', suffix: '' };
    const request = { method: 'PATCH', path, query: '', headers, ...json };
    for (const addError of addErrors) addError(request);
    const { method, query, fields, prefix, suffix } = request;
    const body = prefix + JSON.stringify(fields) + suffix;
    const url = request.path + query;
    const response = await client.send<{ type?: string }>(method, url, { headers, body });
    return [response.status, response.body.type];
  };

  beforeAll(async () => {
    client = await prepare();
    const limited = { headers: { 'X-Forwarded-For': LIMITED_CLIENT } };
    for (let count = 0; count < rateLimit; count += 1) await client.exchange('GET', path, limited);
  });

  describe('A request', () => {
    it('200 when it has no error', async () => {
      expect(await send()).toEqual([200, undefined]);
    });

    it.each(all)('%i %s when that is its only error', async (code, type, addError) => {
      expect(await send(addError)).toEqual([code, `/problems/${type}`]);
    });
  });

  describe.each(all.slice(0, -1))('%i %s', (code, type, addError) => {
    const later = all.slice(all.findIndex(([, other]) => other === type) + 1);
    it.each(later)(
      `${code} ${type} takes precedence over %i %s`,
      async (_code, _type, addLaterError) => {
        expect(await send(addError, addLaterError)).toEqual([code, `/problems/${type}`]);
      },
    );
  });
}
