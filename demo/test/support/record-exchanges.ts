import { RawConnection, type Client, type HttpResponse } from '#contract-testing';
import type { Exchange } from '../../codes/describe-codes.js';
import { Player, type Received, type Sent } from '../../tour/public/player.js';
import type { Request, RequestsFile } from '../../tour/public/requests-http.js';

/** The headers that explain a response. The others are alike in all of them. */
const HEADERS =
  `content-type location content-location etag link allow accept accept-patch www-authenticate
  retry-after ratelimit-limit ratelimit-remaining vary cache-control connection x-request-id`.split(
    /\s+/,
  );

const LONGEST_VALUE = 1_000;

/** The method of the request that shows a code best, of those that concern one item. */
const BEST_METHOD: Record<number, string> = { 200: 'GET', 204: 'DELETE', 404: 'GET', 412: 'PATCH' };

/** For each code of requests.http the request that shows it best, played on a service. */
export async function recordRequests(client: Client, file: RequestsFile): Promise<Exchange[]> {
  const send = async ({ method, path, headers, body }: Sent): Promise<Received> => {
    const response = await client.send(method, path, { headers, body });
    return { ...response, statusText: '', headers: response.headers as Record<string, string> };
  };
  const noWait = (): Promise<never> => Promise.reject(new Error('There is no rate limit.'));
  const player = new Player(file, send, noWait);
  const recorded: Exchange[] = [];
  for (const code of [...new Set(file.requests.map((request) => request.code))].sort()) {
    const step = (await player.play(findBest(file.requests, code))).at(-1);
    if (step?.received.status !== code) throw new Error(`There was no ${code}.`);
    const { request, sent, received } = step;
    recorded.push(toRecorded(code, request.title, sent, received));
    await player.cleanUp();
  }
  return recorded;
}

function findBest(requests: readonly Request[], code: number): Request {
  const candidates = requests.filter((request) => request.code === code);
  const ofItems = candidates.filter(({ path }) => path.includes('/items/'));
  const best = ofItems.find(({ method }) => method === (BEST_METHOD[code] ?? 'PUT'));
  return best ?? ofItems[0] ?? candidates[0];
}

/** One exchange on a connection of its own, of bytes that a client library would not send. */
export async function recordRaw(
  client: Client,
  code: number,
  title: string,
  request: string,
): Promise<Exchange> {
  const connection = new RawConnection(client.origin);
  await connection.send(request);
  const response = await connection.readResponse();
  connection.close();
  if (response.status !== code) throw new Error(`${response.status} instead of ${code}.`);
  const [head, body] = request.split('\r\n\r\n');
  const [line, ...fields] = head.split('\r\n');
  const [method, path] = line.split(' ');
  const headers = Object.fromEntries(
    fields.filter(Boolean).map((field) => field.split(': ') as [string, string]),
  );
  return toRecorded(code, title, { method, path, headers, body }, response);
}

export function toRecorded(
  code: number,
  title: string,
  { method, path, headers, body }: Sent,
  response: Pick<HttpResponse, 'text'> & { headers: object },
): Exchange {
  const isShown = ([name, value]: [string, string]): boolean =>
    HEADERS.includes(name) && value !== 'keep-alive';
  const received = Object.entries(response.headers as Record<string, string>).filter(isShown);
  const { text } = response;
  // The rest of a minute.
  for (const field of received) if (field[0] === 'retry-after' && field[1] !== '1') field[1] = '60';
  const recorded: Exchange = {
    code,
    title,
    request: { method, path, headers, ...(body && { body }) },
    response: {
      headers: Object.fromEntries(received),
      ...(text && { body: text }),
    },
  };
  return JSON.parse(JSON.stringify(recorded), (_key, value: unknown) =>
    typeof value === 'string' ? shorten(makeStable(value)) : value,
  ) as Exchange;
}

function shorten(value: string): string {
  if (value.length <= LONGEST_VALUE) return value;
  return `${value.slice(0, 60)}… (${value.length.toLocaleString('en')} characters)`;
}

/** Replaces what differs each time: tokens, ids, versions, times, and the names of a run of the tour. */
function makeStable(value: string): string {
  const run = new RegExp(`${Date.now().toString(36).slice(0, 4)}[0-9a-z]{4,8}`, 'g');
  return value
    .replaceAll(/Bearer \w{20,}\.[\w.-]+/g, 'Bearer $TOKEN')
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) =>
      id.startsWith('019af000') ? id : 'f81d4fae-7dec-41d0-a765-00a0c91e6bf6',
    )
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-11-28T12:00:00.000Z')
    .replaceAll(run, 'first');
}
