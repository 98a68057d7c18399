import { describe, expect, it } from '@jest/globals';
import { executeSql, useApp } from '../support/app.js';

/* `test/system/startup`, `database-outage` and `shutdown` have the 503 of a service that is not ready. */

const api = useApp();

describe('GET /health/live', () => {
  it('200 while the process runs', async () => {
    const { status, headers, body } = await api.get('/health/live');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toEqual({ status: 'ok' });
  });
});

describe('GET /health/ready', () => {
  it('200 while the database is available', async () => {
    const { status, headers, body } = await api.get('/health/ready');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toEqual({ status: 'ok' });
  });
});

describe('GET /health/ready, when a table cannot be found', () => {
  const withoutTable = useApp({}, [], (url) =>
    executeSql('ALTER TABLE users RENAME TO people', url),
  );

  it('503', async () => {
    const { status, body } = await withoutTable.get('/health/ready');
    expect(status).toBe(503);
    expect(body.type).toBe('/problems/service-unavailable');
  });
});
