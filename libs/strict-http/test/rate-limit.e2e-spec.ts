import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Client as TestClient, HttpResponse } from '#contract-testing';
import { type Client, RequestClient } from '#strict-http';
import { useFixture } from '../../contract-testing/test/fixture/use-fixture.js';
import { toClientAddress } from '../src/client.js';

const HOUR = 3_600_000;

/** Sends a request from the address that proxies forward. */
function getNotes(api: TestClient, forwardedFor?: string): Promise<HttpResponse> {
  const headers = forwardedFor ? { 'X-Forwarded-For': forwardedFor } : undefined;
  return api.exchange('GET', '/notes', { headers });
}

describe('A client that has reached the rate limit', () => {
  // The client used its one request to fetch the document for the contract.
  const api = useFixture({ rateLimit: 1, limits: { rateLimitWindowMs: HOUR } });

  it.each(['/notes', '/notes/first-note', '/openapi.json', '/problems'])(
    '429 to %s says when to try again',
    async (path) => {
      const { status, headers, body } = await api.get(path);
      expect(status).toBe(429);
      expect(body.type).toBe('/problems/rate-limited');
      expect(headers['ratelimit-limit']).toBe('1');
      expect(headers['ratelimit-remaining']).toBe('0');
      expect(headers['ratelimit-reset']).toBe(headers['retry-after']);
      expect(Number(headers['retry-after'])).toBeGreaterThan(3_000);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(3_600);
    },
  );

  it('200 to a handler with @NoRateLimit()', async () => {
    const { status, headers } = await api.get('/health/live');
    expect(status).toBe(200);
    expect(headers['ratelimit-limit']).toBeUndefined();
  });

  it('429 to HEAD too', async () => {
    expect((await api.send('HEAD', '/notes')).status).toBe(429);
  });

  it('404, 405 and 204 to OPTIONS, which are not counted', async () => {
    const responses = [
      await api.get('/nothing'),
      await api.get('/notes/'),
      await api.delete('/notes'),
      await api.send('OPTIONS', '/notes'),
    ];
    expect(responses.map(({ status }) => status)).toEqual([404, 404, 405, 204]);
    for (const { headers } of responses) expect(headers['ratelimit-limit']).toBeUndefined();
  });

  it('429 when it sends another address in X-Forwarded-For', async () => {
    expect((await getNotes(api, '192.0.2.1')).status).toBe(429);
  });
});

describe('A rate limit', () => {
  const WINDOW_MS = 1_000;
  const api = useFixture({ rateLimit: 4, limits: { rateLimitWindowMs: WINDOW_MS } });

  /** Sends five requests in one window; a busy machine may need several attempts. */
  async function sendWithin(windowMs: number): Promise<HttpResponse<unknown>[]> {
    for (;;) {
      await sleep(windowMs);
      const begin = performance.now();
      const responses: HttpResponse<unknown>[] = [];
      while (responses.length < 5) responses.push(await getNotes(api));
      if (performance.now() - begin < windowMs) return responses;
    }
  }

  it('200 until nothing remains, then 429, then 200 after Retry-After seconds', async () => {
    const responses = await sendWithin(WINDOW_MS);
    const remaining = responses.map(({ headers }) => headers['ratelimit-remaining']);
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429]);
    expect(remaining).toEqual(['3', '2', '1', '0', '0']);
    await sleep(Number(responses[4].headers['retry-after']) * 1_000);
    expect((await getNotes(api)).status).toBe(200);
  });
});

describe('Behind one proxy', () => {
  const api = useFixture({ rateLimit: 1, limits: { rateLimitWindowMs: HOUR }, trustProxy: 1 });

  it('429 to an address that has reached the limit, and 200 to others', async () => {
    expect((await getNotes(api, '192.0.2.1')).status).toBe(200);
    expect((await getNotes(api, '192.0.2.1')).status).toBe(429);
    expect((await getNotes(api, '192.0.2.2')).status).toBe(200);
  });

  it('429 to the same address with another port, which some gateways write', async () => {
    expect((await getNotes(api, '192.0.2.4:40001')).status).toBe(200);
    expect((await getNotes(api, '192.0.2.4:40002')).status).toBe(429);
  });

  it('429 ignores addresses that the client itself sent to the proxy', async () => {
    expect((await getNotes(api, '198.51.100.1, 192.0.2.3')).status).toBe(200);
    expect((await getNotes(api, '198.51.100.2, 192.0.2.3')).status).toBe(429);
    expect((await getNotes(api, '198.51.100.2')).status).toBe(200);
  });

  it('429 to another address of the same IPv6 network', async () => {
    expect((await getNotes(api, '2001:db8::1')).status).toBe(200);
    expect((await getNotes(api, '2001:db8::2')).status).toBe(429);
    expect((await getNotes(api, '2001:db8:0:1::1')).status).toBe(200);
  });
});

describe('Without a rate limit', () => {
  const api = useFixture();

  it('200 without RateLimit fields', async () => {
    const { status, headers } = await api.get('/notes');
    expect(status).toBe(200);
    expect(headers['ratelimit-limit']).toBeUndefined();
  });
});

@ApiExcludeController()
@Controller('expensive')
class ExpensiveController {
  @Get()
  async compute(@RequestClient() client: Client): Promise<object> {
    await client.count();
    return {};
  }
}

@Module({ controllers: [ExpensiveController] })
class ExpensiveModule {}

describe('A handler that counts its client', () => {
  const limits = { rateLimitWindowMs: HOUR };
  const imports = [ExpensiveModule];
  // The client used one request for the document.
  const api = useFixture({ rateLimit: 5, loginRateLimit: 1, limits, imports });

  it('429 beyond a limit of its own; the general one counts the request too', async () => {
    expect((await api.exchange('GET', '/expensive')).status).toBe(200);
    const { status, headers, body } = await api.exchange('GET', '/expensive');
    expect(status).toBe(429);
    expect(body).toMatchObject({ type: '/problems/rate-limited' });
    expect(headers['ratelimit-limit']).toBe('1');
    expect(headers['ratelimit-reset']).toBe(headers['retry-after']);
    expect((await getNotes(api)).headers['ratelimit-remaining']).toBe('1');
  });
});

describe('A handler that counts its client, without a general limit', () => {
  const api = useFixture({ loginRateLimit: 1, imports: [ExpensiveModule] });

  it('429 beyond its limit, 200 to others', async () => {
    const statuses = [];
    for (const path of ['/expensive', '/expensive', '/notes', '/notes']) {
      statuses.push((await api.exchange('GET', path)).status);
    }
    expect(statuses).toEqual([200, 429, 200, 200]);
  });
});

describe('A handler that counts its client, without any limit', () => {
  const api = useFixture({ imports: [ExpensiveModule] });

  it('200', async () => {
    expect((await api.exchange('GET', '/expensive')).status).toBe(200);
  });
});

describe('toClientAddress', () => {
  const socket = { remoteAddress: '::ffff:203.0.113.9' } as Socket;

  it.each([
    ['198.51.100.7', '198.51.100.7'],
    ['198.51.100.7:40001', '198.51.100.7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['2001:db8::1', '2001:db8::'],
    ['[2001:db8::1]:443', '2001:db8::'],
    ['[2001:db8::1]', '2001:db8::'],
    ['fe80::1%eth0', 'fe80::'],
    ['[fe80::1%25eth0]:80', 'fe80::'],
    ['198.51.100.7:', '203.0.113.9'],
    ['unknown', '203.0.113.9'],
    ['_hidden', '203.0.113.9'],
    ['', '203.0.113.9'],
  ])('of "%s" is %s', (ip, address) => {
    expect(toClientAddress({ ip, socket })).toBe(address);
  });
});
