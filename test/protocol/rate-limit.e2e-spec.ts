import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import document from '../../openapi.json' with { type: 'json' };
import { useThings } from '../support/use-things.js';
import { Client, type DocumentedOperation, type HttpResponse, operations } from '#contract-testing';

const HOUR = 3_600_000;

/** Sends a request that needs no database, from the address that proxies forward. */
function getDocument(api: Client, forwardedFor?: string): Promise<HttpResponse> {
  const headers = forwardedFor ? { 'X-Forwarded-For': forwardedFor } : undefined;
  return api.exchange('GET', '/openapi.json', { headers });
}

const isLimited = ({ responses }: DocumentedOperation): boolean => '429' in responses;
const LIMITED = operations(document).filter(isLimited);
const UNLIMITED = operations(document).filter((operation) => !isLimited(operation));

describe('A client that has reached the rate limit', () => {
  // The client used its one request to fetch the document for the contract.
  const api = useThings({ rateLimit: 1, limits: { rateLimitWindowMs: HOUR } });

  it.each(UNLIMITED)('200 to $method $template', async ({ method, path }) => {
    const { status, headers } = await api.send(method, path);
    expect(status).toBe(200);
    expect(headers['ratelimit-limit']).toBeUndefined();
  });

  it('200 to the health checks only', () => {
    const paths = UNLIMITED.map(({ template }) => template);
    expect(paths).toEqual(['/health/live', '/health/ready']);
  });

  it.each(LIMITED)('429 to $method $template', async ({ method, path }) => {
    const { status, headers, body } = await api.send<{ type: string }>(method, path);
    expect(status).toBe(429);
    expect(body.type).toBe('/problems/rate-limited');
    expect(headers['ratelimit-limit']).toBe('1');
    expect(headers['ratelimit-remaining']).toBe('0');
    expect(headers['ratelimit-reset']).toBe(headers['retry-after']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(3_000);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(3_600);
  });

  it('429 to HEAD too', async () => {
    expect((await api.send('HEAD', '/things')).status).toBe(429);
  });

  it('404, 405 and 204 to OPTIONS, which are not counted', async () => {
    const responses = [
      await api.get('/nothing'),
      await api.get('/things/'),
      await api.delete('/things'),
      await api.send('OPTIONS', '/things'),
    ];
    expect(responses.map(({ status }) => status)).toEqual([404, 404, 405, 204]);
    for (const { headers } of responses) expect(headers['ratelimit-limit']).toBeUndefined();
  });

  it('429 when it sends another address in X-Forwarded-For', async () => {
    expect((await getDocument(api, '192.0.2.1')).status).toBe(429);
  });
});

describe('A rate limit', () => {
  const WINDOW_MS = 1_000;
  const api = useThings({ rateLimit: 4, limits: { rateLimitWindowMs: WINDOW_MS } });

  /** Sends five requests in one window; a busy machine may need several attempts. */
  async function sendWithin(windowMs: number): Promise<HttpResponse<unknown>[]> {
    for (;;) {
      await sleep(windowMs);
      const begin = performance.now();
      const responses: HttpResponse<unknown>[] = [];
      while (responses.length < 5) responses.push(await getDocument(api));
      if (performance.now() - begin < windowMs) return responses;
    }
  }

  it('200 until nothing remains, then 429, then 200 after Retry-After seconds', async () => {
    const responses = await sendWithin(WINDOW_MS);
    const remaining = responses.map(({ headers }) => headers['ratelimit-remaining']);
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429]);
    expect(remaining).toEqual(['3', '2', '1', '0', '0']);
    await sleep(Number(responses[4].headers['retry-after']) * 1_000);
    expect((await getDocument(api)).status).toBe(200);
  });
});

describe('Behind one proxy', () => {
  const api = useThings({ rateLimit: 1, limits: { rateLimitWindowMs: HOUR }, trustProxy: 1 });

  it('429 to an address that has reached the limit, and 200 to others', async () => {
    expect((await getDocument(api, '192.0.2.1')).status).toBe(200);
    expect((await getDocument(api, '192.0.2.1')).status).toBe(429);
    expect((await getDocument(api, '192.0.2.2')).status).toBe(200);
  });

  it('429 ignores addresses that the client itself sent to the proxy', async () => {
    expect((await getDocument(api, '198.51.100.1, 192.0.2.3')).status).toBe(200);
    expect((await getDocument(api, '198.51.100.2, 192.0.2.3')).status).toBe(429);
    expect((await getDocument(api, '198.51.100.2')).status).toBe(200);
  });

  it('429 to another address of the same IPv6 network', async () => {
    expect((await getDocument(api, '2001:db8::1')).status).toBe(200);
    expect((await getDocument(api, '2001:db8::2')).status).toBe(429);
    expect((await getDocument(api, '2001:db8:0:1::1')).status).toBe(200);
  });
});

describe('Without a rate limit', () => {
  const api = useThings();

  it('200 without RateLimit fields', async () => {
    const { status, headers } = await api.get('/openapi.json');
    expect(status).toBe(200);
    expect(headers['ratelimit-limit']).toBeUndefined();
  });
});

describe('POST /auth/login', () => {
  // The client used one request for the document.
  const api = useThings({ rateLimit: 3, loginRateLimit: 1, limits: { rateLimitWindowMs: HOUR } });

  it('429 beyond its own limit, which does not count for other operations', async () => {
    const credentials = { email: 'nobody@example.com', password: 'wrong' };
    expect((await api.post('/auth/login', credentials)).status).toBe(401);
    expect((await api.post('/auth/login', credentials)).status).toBe(429);
    expect((await getDocument(api)).status).toBe(200);
    expect((await getDocument(api)).status).toBe(200);
    expect((await getDocument(api)).status).toBe(429);
  });
});
