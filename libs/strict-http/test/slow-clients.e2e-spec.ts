import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { useFixture } from '../../contract-testing/test/fixture/use-fixture.js';
import { RawConnection } from '#contract-testing';

/* Clients that exceed the time limits, which are shorter here. All of them start at once. */

const HEADERS_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 4_000;
/** How many responses of 20 kB a client does not read. */
const UNREAD = 2_000;
const api = useFixture({
  limits: {
    headersTimeoutMs: HEADERS_TIMEOUT_MS,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    socketTimeoutMs: 6_000,
  },
});
/** With the limits of production. */
const patient = useFixture();
const PUT = 'PUT /notes/raw HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n';
const CLIENTS = {
  silent: { start: '', byte: '' },
  headers: { start: 'GET /notes HTTP/1.1\r\nX: ', byte: 'x' },
  body: { start: `${PUT}Content-Length: 1000\r\n\r\n`, byte: ' ' },
  chunks: { start: `${PUT}Transfer-Encoding: chunked\r\n\r\n`, byte: '1\r\n \r\n' },
};

interface Outcome {
  status: number;
  durationMs: number;
}

const outcomes: Partial<Record<keyof typeof CLIENTS, Promise<Outcome>>> = {};
let crowd: Promise<Outcome>[];
let nonReaders: RawConnection[];

beforeAll(() => {
  for (const [name, client] of Object.entries(CLIENTS)) {
    outcomes[name as keyof typeof CLIENTS] = sendSlowly(client);
  }
  nonReaders = Array.from({ length: 10 }, () => requestWithoutReading());
  crowd = Array.from({ length: 200 }, () => sendSlowly(CLIENTS.headers));
});

/** Sends data now and then until the server responds, and measures how long that takes. */
async function sendSlowly({ start, byte }: { start: string; byte: string }): Promise<Outcome> {
  const begin = performance.now();
  const connection = new RawConnection(api.origin);
  await connection.send(start);
  const timer = setInterval(() => void connection.send(byte), 100);
  const response = await connection.readResponse();
  clearInterval(timer);
  expect(await api.checkRules({ method: '', path: '', options: {}, response })).toEqual([]);
  expect(await connection.readUntilClosed()).toBe('');
  return { status: response.status, durationMs: performance.now() - begin };
}

/** Requests more data than the socket buffers hold, and reads none of it. The last response would end the connection. */
function requestWithoutReading(): RawConnection {
  const connection = new RawConnection(api.origin);
  const request = 'GET /openapi.json HTTP/1.1\r\nHost: shop.example\r\n\r\n';
  const last = 'GET /health/live HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n';
  void connection.send(request.repeat(UNREAD) + last);
  return connection;
}

afterAll(() => nonReaders.forEach((connection) => connection.close()));

describe('A slow client', () => {
  it.each(['silent', 'headers'] as const)(
    '408 not before the limit for headers: %s',
    async (name) => {
      const outcome = await outcomes[name];
      expect(outcome?.status).toBe(408);
      expect(outcome?.durationMs).toBeGreaterThan(HEADERS_TIMEOUT_MS - 1);
    },
  );

  it('408 to each of the 200 clients', async () => {
    const statuses = (await Promise.all(crowd)).map(({ status }) => status);
    expect(statuses).toEqual(Array.from({ length: 200 }, () => 408));
  });

  it.each(['body', 'chunks'] as const)(
    '408 not before the limit for the body: %s',
    async (name) => {
      const outcome = await outcomes[name];
      expect(outcome?.status).toBe(408);
      expect(outcome?.durationMs).toBeGreaterThan(REQUEST_TIMEOUT_MS - 1);
    },
  );

  it('does not keep 50 others from a 200, while there are 200 of it', async () => {
    const slow = Array.from({ length: 200 }, () => new RawConnection(patient.origin));
    await Promise.all(slow.map((connection) => connection.send(CLIENTS.headers.start)));
    const others = Array.from({ length: 50 }, () => patient.get('/notes'));
    for (const { status } of await Promise.all(others)) expect(status).toBe(200);
    for (const connection of slow) connection.close();
  });

  // Now and then, Node checks whether the connection has made progress. A busy machine does it later.
  it('is disconnected when it reads nothing for a while', async () => {
    const counts: number[] = [];
    for (const connection of nonReaders) {
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      counts.push((await connection.readUntilClosed()).split('HTTP/1.1 200 OK').length - 1);
      if (counts.some((count) => count <= UNREAD)) break;
    }
    expect(Math.min(...counts)).toBeLessThanOrEqual(UNREAD);
  });
});
