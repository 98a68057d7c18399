import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { useFixture } from '../../contract-testing/test/fixture/use-fixture.js';
import { RawConnection } from '#contract-testing';

/* Clients that exceed the time limits, which are shorter here. All of them start at once. */

const HEADERS_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 4_000;
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
let nonReader: Promise<unknown>;

beforeAll(() => {
  for (const [name, client] of Object.entries(CLIENTS)) {
    outcomes[name as keyof typeof CLIENTS] = sendSlowly(client);
  }
  nonReader = requestWithoutReading();
  crowd = Array.from({ length: 200 }, () => sendSlowly({ ...CLIENTS.headers, byte: '' }));
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

/** Requests more data than the socket buffers hold, and reads none of it, until the server closes the connection. */
async function requestWithoutReading(): Promise<void> {
  const { hostname, port } = new URL(api.origin);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write('GET /openapi.json HTTP/1.1\r\nHost: shop.example\r\n\r\n'.repeat(2_000));
  // Who reads nothing sees by writing that the connection has ended.
  const timer = setInterval(() => socket.write('GET'), 100);
  await new Promise((resolve) => socket.on('close', resolve));
  clearInterval(timer);
}

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

  it('is disconnected when it reads nothing for a while', async () => {
    await nonReader;
  });
});
