import { beforeAll, describe, expect, it } from '@jest/globals';
import document from '../../openapi.json' with { type: 'json' };
import { useApp } from '../support/app.js';
import { type DocumentedOperation, operations } from '#contract-testing';

const HOUR = 3_600_000;

const isLimited = ({ responses }: DocumentedOperation): boolean => '429' in responses;
const LIMITED = operations(document).filter(isLimited);
const UNLIMITED = operations(document).filter((operation) => !isLimited(operation));

describe('A client that has reached the rate limit', () => {
  const api = useApp({ rateLimit: 1, limits: { rateLimitWindowMs: HOUR } });

  beforeAll(() => api.exchange('GET', '/openapi.json'));

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
});
