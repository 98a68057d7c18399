import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { useApp } from '../support/app.js';
import { checkRules } from '../support/http-rules.js';
import { RawConnection } from '../support/raw-connection.js';

/* Clients that exceed the time limits. All of them start at once, and each test waits for some. */

jest.setTimeout(120_000);
const api = useApp();
const POST = 'POST /items HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n';
const CLIENTS = {
  silent: { start: '', byte: '' },
  headers: { start: 'GET /items HTTP/1.1\r\nX: ', byte: 'x' },
  body: { start: `${POST}Content-Length: 1000\r\n\r\n`, byte: ' ' },
  chunks: { start: `${POST}Transfer-Encoding: chunked\r\n\r\n`, byte: '1\r\n \r\n' },
};

interface Outcome {
  status: number;
  seconds: number;
}

const outcomes: Partial<Record<keyof typeof CLIENTS, Promise<Outcome>>> = {};
let crowd: Promise<Outcome>[];
/** Requests more data than the socket buffers hold, and reads none of it. */
let nonReading: RawConnection;
const begin = Date.now();

beforeAll(() => {
  for (const [name, client] of Object.entries(CLIENTS)) {
    outcomes[name as keyof typeof CLIENTS] = sendSlowly(client);
  }
  nonReading = new RawConnection(api.origin);
  void nonReading.send('GET /openapi.json HTTP/1.1\r\nHost: shop.example\r\n\r\n'.repeat(500));
  crowd = Array.from({ length: 200 }, () => sendSlowly(CLIENTS.headers));
});

/** Sends data every second until the server responds, and measures how long that takes. */
async function sendSlowly({ start, byte }: { start: string; byte: string }): Promise<Outcome> {
  const begin = Date.now();
  const connection = new RawConnection(api.origin);
  await connection.send(start);
  const timer = setInterval(() => void connection.send(byte), 1_000);
  const response = await connection.readResponse();
  clearInterval(timer);
  expect(await checkRules({ method: '', path: '', options: {}, response }, api)).toEqual([]);
  expect(await connection.readUntilClosed()).toBe('');
  return { status: response.status, seconds: (Date.now() - begin) / 1_000 };
}

describe('A slow client', () => {
  it('200 to other clients without delay, while 200 slow clients are connected', async () => {
    for (let count = 0; count < 50; count += 1) {
      const begin = Date.now();
      expect((await api.get('/items')).status).toBe(200);
      expect(Date.now() - begin).toBeLessThan(1_000);
    }
  });

  it.each(['silent', 'headers'] as const)('408 after 10 s for headers: %s', async (name) => {
    const { status, seconds } = (await outcomes[name]) ?? { status: 0, seconds: 0 };
    expect(status).toBe(408);
    expect(seconds).toBeGreaterThan(9.9);
    expect(seconds).toBeLessThan(15);
  });

  it('408 to each of the 200 clients', async () => {
    const statuses = (await Promise.all(crowd)).map(({ status }) => status);
    expect(statuses).toEqual(Array.from({ length: 200 }, () => 408));
  });

  it.each(['body', 'chunks'] as const)('408 after 30 s for the body: %s', async (name) => {
    const { status, seconds } = (await outcomes[name]) ?? { status: 0, seconds: 0 };
    expect(status).toBe(408);
    expect(seconds).toBeGreaterThan(29.9);
    expect(seconds).toBeLessThan(35);
  });

  // Every 35 s, Node checks whether the connection has made progress.
  it('is disconnected when it has read nothing for 70 s', async () => {
    await sleep(Math.max(0, begin + 78_000 - Date.now()));
    const responseCount = (await nonReading.readUntilClosed()).split('HTTP/1.1 200 OK').length - 1;
    expect(responseCount).toBeLessThan(500);
  });
});
