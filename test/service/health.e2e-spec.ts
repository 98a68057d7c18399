import { describe, expect, it } from '@jest/globals';
import { useApp } from '../support/app.js';

/* `test/system/startup`, `database-outage` and `shutdown` have the 503 of a service that is not ready. */

const api = useApp();

describe('GET /health/live', () => {
  it('200 while the process runs', async () => {
    const { status, body } = await api.get('/health/live');
    expect(status).toBe(200);
    expect(body).toEqual({ status: 'ok' });
  });
});

describe('GET /health/ready', () => {
  it('200 while the database is available', async () => {
    const { status, body } = await api.get('/health/ready');
    expect(status).toBe(200);
    expect(body).toEqual({ status: 'ok' });
  });
});
